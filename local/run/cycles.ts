import { z } from "zod";
import { LocalRunError } from "./error.ts";
import type { Graph } from "./graph.ts";

const objectCounts = z.object({
  created: z.number(),
  matched: z.number(),
  updated: z.number(),
  disabled: z.number(),
  deleted: z.number(),
});

const cycleReport = z.object({
  jobId: z.string(),
  kind: z.enum(["initial", "incremental"]),
  state: z.string(),
  quarantine: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  durationMs: z.number(),
  requests: z.record(z.string(), z.number()),
  requestsPerSecond: z.number(),
  users: objectCounts,
  groups: objectCounts,
  memberships: z.object({ added: z.number(), removed: z.number() }),
  managers: z.object({ set: z.number(), removed: z.number() }),
  failures: z.object({
    total: z.number(),
    first: z.array(z.object({ displayName: z.string(), code: z.string(), reason: z.string() })),
  }),
});

/** What one provisioning cycle did. */
export type Cycle = z.infer<typeof cycleReport>;

/**
 * Lets the emulated Entra run one cycle of the stack's job now.
 *
 * @throws {LocalRunError} when no job is started, the job is in quarantine, or an object could not be provisioned
 */
export async function runCycle(graph: Graph): Promise<Cycle> {
  const answer = await graph.request("POST", "/emulator/cycles", {});
  const { cycles } = z.object({ cycles: z.array(cycleReport) }).parse(answer);
  const [cycle, ...others] = cycles;
  if (!cycle || others.length > 0) {
    throw new LocalRunError(`One provisioning job was expected to be started, but ${cycles.length} are.`);
  }
  if (cycle.error) throw new LocalRunError(`The provisioning cycle ended early: ${cycle.error.message}`);
  if (cycle.quarantine) throw new LocalRunError(`The provisioning job is in quarantine: ${cycle.quarantine}`);
  if (cycle.failures.total > 0) {
    const first = cycle.failures.first.map(
      // Entra's reasons have several lines; here each failure is one.
      ({ displayName, code, reason }) => `  ${displayName}: ${code}, ${reason.replaceAll(/\s+/g, " ")}`,
    );
    throw new LocalRunError(`${cycle.failures.total} objects could not be provisioned:\n${first.join("\n")}`);
  }
  return cycle;
}
