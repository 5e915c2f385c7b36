import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { LocalFolder } from "./folders.ts";
import type { SessionOptions } from "./session.ts";

/** A run as `npm run pulumi` finds it. */
export interface LatestRun extends SessionOptions {
  /** What the engine's providers had in their environment. */
  readonly providers: Readonly<Record<string, string>>;
}

const latest: z.ZodType<LatestRun> = z.object({
  providers: z.record(z.string(), z.string()),
  plugins: z.enum(["stand-in", "real"]),
  directory: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("yaml"), file: z.string() }),
    z.object({ kind: z.literal("csv"), users: z.string(), groups: z.string(), members: z.string() }),
    z.object({ kind: z.literal("people"), count: z.int() }),
  ]),
});

/** Notes which stack the latest run was about. */
export async function rememberRun(local: LocalFolder, run: LatestRun): Promise<void> {
  await writeFile(local.latest, JSON.stringify(run), { mode: 0o600 });
}

/** Which stack the latest run was about; `undefined` before the first. */
export async function latestRun(local: LocalFolder): Promise<LatestRun | undefined> {
  const text = await readFile(local.latest, "utf8").catch(() => undefined);
  return text === undefined ? undefined : latest.parse(JSON.parse(text));
}
