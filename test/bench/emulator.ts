import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { BenchError } from "./error.ts";
import { startProcessorTime } from "./processor.ts";
import { startService } from "./programs.ts";

/** An initial cycle of the emulated Entra into the service. */
export interface EmulatorFigures {
  /** In the directory. */
  readonly people: number;
  /** In scope, and so in the service afterwards. */
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  readonly requests: number;
  readonly seconds: number;
  /** Most resident memory of the emulator's process. */
  readonly memoryMiB: number;
  /** Processor time in seconds, the making of the directory included. */
  readonly emulator: number;
  /** Processor time in seconds of the service and PostgreSQL; undefined where it cannot be seen. */
  readonly service: number | undefined;
}

const counts = z.object({ created: z.number() });
const outcome = z.object({
  connection: z.object({ message: z.string() }).optional(),
  cycle: z
    .object({
      state: z.string(),
      durationMs: z.number(),
      requests: z.record(z.string(), z.number()),
      users: counts,
      groups: counts,
      memberships: z.object({ added: z.number() }),
      failures: z.object({ total: z.number(), first: z.array(z.object({ reason: z.string() })) }),
    })
    .optional(),
  /** KiB. */
  maxRSS: z.number(),
  processorSeconds: z.number(),
});

/** @throws {BenchError} when not everything was provisioned. */
export async function benchEmulator(
  serverUrl: string,
  people: number,
  signal: AbortSignal,
): Promise<EmulatorFigures> {
  await using stack = new AsyncDisposableStack();
  const service = await startService(serverUrl, stack);
  const processor = await startProcessorTime(service);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [path.join(import.meta.dirname, "emulator-process.ts"), String(people), `${service.origin}/scim/v2`],
    { env: { ...process.env, ENTRA_SCIM_TOKEN: service.token }, signal },
  );
  const used = await processor.stop();
  const { connection, cycle, maxRSS, processorSeconds } = outcome.parse(JSON.parse(stdout));
  if (cycle === undefined || cycle.state !== "Succeeded" || cycle.failures.total > 0) {
    const why = connection?.message ?? cycle?.failures.first[0]?.reason ?? cycle?.state;
    throw new BenchError(`The emulator could not provision its directory: ${why}`);
  }
  return {
    people,
    users: cycle.users.created,
    groups: cycle.groups.created,
    memberships: cycle.memberships.added,
    requests: Object.values(cycle.requests).reduce((sum, each) => sum + each, 0),
    seconds: cycle.durationMs / 1_000,
    memoryMiB: maxRSS / 1_024,
    emulator: processorSeconds,
    service: used && used.program + used.postgres,
  };
}
