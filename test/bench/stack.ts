import { generateDirectory } from "../../entra-emulator/src/directory/generate.ts";
import { Contoso, type TestStack } from "../entra/contoso.ts";
import { startChildrenTime } from "./children.ts";

/** How long a `pulumi up` takes and what it costs. */
export interface UpFigures {
  readonly assignments: number;
  /** As a person waits for it. */
  readonly seconds: number;
  /** Processor time in seconds of the engine and all that it started; undefined where it cannot be seen. */
  readonly processorSeconds: number | undefined;
}

export interface StackFigures {
  /** A first `up`. */
  readonly fresh: UpFigures;
  /** An `up` with nothing to change, of a stack as most customers have it: the mean of some. */
  readonly unchanged: UpFigures;
  /** The same of a large stack, once. */
  readonly large: UpFigures;
}

const FRESH = 100;
const UNCHANGED = 8;
const LARGE = 1_000;
const RUNS = 3;

/** Deploys users one by one assigned, with the real engine against the emulator and the stand-in of azuread. */
export async function benchStack(signal: AbortSignal): Promise<StackFigures> {
  const directory = generateDirectory({ people: LARGE + 50 });
  await using contoso = await Contoso.open(undefined, directory);
  const names = directory.users.map((user) => user.id);
  const settings = (count: number) => ({ assignments: { users: names.slice(0, count) } });

  const customer = await contoso.stack("customer", settings(UNCHANGED));
  const stack = await contoso.stack("assigned", settings(FRESH));
  signal.addEventListener("abort", () => void Promise.all([customer.kill(), stack.kill()]), { once: true });
  await customer.up();
  const runs: UpFigures[] = [];
  for (let run = 0; run < RUNS; run++) {
    signal.throwIfAborted();
    runs.push(await timed(customer, UNCHANGED));
  }
  const fresh = await timed(stack, FRESH);
  signal.throwIfAborted();
  await stack.configure(settings(LARGE));
  await stack.up();
  signal.throwIfAborted();
  return { fresh, unchanged: mean(runs), large: await timed(stack, LARGE) };
}

function mean(runs: readonly UpFigures[]): UpFigures {
  const processor = runs.flatMap(({ processorSeconds }) => processorSeconds ?? []);
  return {
    assignments: UNCHANGED,
    seconds: average(runs.map(({ seconds }) => seconds)),
    processorSeconds: processor.length === runs.length ? average(processor) : undefined,
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function timed(stack: TestStack, assignments: number): Promise<UpFigures> {
  const processor = await startChildrenTime();
  const started = performance.now();
  await stack.up();
  const seconds = (performance.now() - started) / 1_000;
  return { assignments, seconds, processorSeconds: await processor.stop() };
}
