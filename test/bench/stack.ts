import { generateDirectory } from "../../entra-emulator/src/directory/generate.ts";
import { Contoso } from "../entra/contoso.ts";

/** How long `pulumi up` takes, in seconds as a person waits for it. */
export interface StackFigures {
  /** A first `up` with so many assignments. */
  readonly fresh: { readonly assignments: number; readonly seconds: number };
  /** An `up` with nothing to change. */
  readonly unchanged: { readonly assignments: number; readonly seconds: number };
}

const FRESH = 100;
const UNCHANGED = 1_000;

/** Deploys users one by one assigned, with the real engine against the emulator and the stand-in of azuread. */
export async function benchStack(): Promise<StackFigures> {
  const directory = generateDirectory({ people: UNCHANGED + 50 });
  await using contoso = await Contoso.open(undefined, directory);
  const names = directory.users.map((user) => user.id);
  const settings = (count: number) => ({ assignments: { users: names.slice(0, count) } });

  const stack = await contoso.stack("assigned", settings(FRESH));
  const fresh = await timed(async () => stack.up());
  await stack.configure(settings(UNCHANGED));
  await stack.up();
  const unchanged = await timed(async () => stack.up());
  return {
    fresh: { assignments: FRESH, seconds: fresh },
    unchanged: { assignments: UNCHANGED, seconds: unchanged },
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
