import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { getJobHealth } from "../../provider/functions/get-job-health/get-job-health.ts";
import type { Customer } from "../customers/customer.ts";
import { failureFrom } from "../operations/operation.ts";
import { type Result, result } from "../operations/result.ts";
import { tenantContext } from "../tenant/context.ts";
import { OPERATION_QUEUE, operationData, type RingData, type RingResult, SCHEMA } from "./queue.ts";
import type { WorkerOptions } from "./worker.ts";

const done = z.array(z.object({ data: operationData, output: result }));

/** Entra's cycles take minutes; a ring is looked at this often. */
const LOOK_EVERY_MS = 10_000;
/** What is shown of customers that are not healthy. */
const SHOWN = 5;

/**
 * Whether a ring is healthy: every stack of it is deployed, fewer failed than the command allows, and every job has
 * finished a cycle without quarantine within the ring's time.
 */
export async function askRing(boss: PgBoss, ring: RingData, { signal }: WorkerOptions): Promise<RingResult> {
  const members = await membersOf(boss, ring);
  const failed = members.filter(({ output }) => output.state === "failed" || output.state === "skipped");
  if (failed.length >= (ring.maxFailures ?? 1)) {
    return unhealthy(
      ring,
      failed.map(({ data }) => data.customer.name),
      "failed",
    );
  }
  if (ring.healthyWithinSeconds === null) return { healthy: true, reason: "" };

  const deadline = Date.now() + ring.healthyWithinSeconds * 1_000;
  let waiting = members.filter(({ output }) => output.state !== "failed");
  for (;;) {
    const looks = await Promise.all(
      waiting.map(async (member) => ({
        member,
        look: await lookAt(member.data.customer, member.output, ring.fleet.folder, signal),
      })),
    );
    const sick = looks.filter(({ look }) => look === "quarantined");
    const named = (list: typeof looks) => list.map(({ member }) => member.data.customer.name);
    if (sick.length > 0) return unhealthy(ring, named(sick), "in quarantine");
    const still = looks.filter(({ look }) => look === "waiting");
    if (still.length === 0) return { healthy: true, reason: "" };
    if (Date.now() > deadline) {
      return unhealthy(ring, named(still), `without a finished cycle after ${ring.healthyWithinSeconds} s`);
    }
    waiting = still.map(({ member }) => member);
    await delay(Math.min(LOOK_EVERY_MS, ring.healthyWithinSeconds * 100), undefined, { signal });
  }
}

async function membersOf(boss: PgBoss, { run, ring }: RingData) {
  const { rows } = await boss.getDb().executeSql(
    `select data, output from ${SCHEMA}.job
     where name = $1 and state = 'completed' and data->>'run' = $2 and data->>'ring' = $3`,
    [OPERATION_QUEUE, run, ring],
  );
  return done.parse(rows);
}

async function lookAt(
  customer: Customer,
  { outputs }: Result,
  folder: string,
  signal: AbortSignal,
): Promise<"healthy" | "waiting" | "quarantined"> {
  const { servicePrincipalId, jobId } = outputs;
  if (servicePrincipalId === undefined || jobId === undefined) return "waiting";
  const tenant = await tenantContext(customer, { folder, environment: process.env }, signal);
  try {
    const { quarantine, lastCycle, schedule } = await getJobHealth.call(
      { servicePrincipalId, jobId },
      tenant,
    );
    if (quarantine !== undefined) return "quarantined";
    // A job that the stack does not start has no cycle to wait for.
    return lastCycle !== undefined || schedule !== "Active" ? "healthy" : "waiting";
  } catch (error) {
    // Graph's moods pass; what does not pass is there at the deadline, too.
    failureFrom(error);
    return "waiting";
  }
}

function unhealthy({ ring }: RingData, customers: readonly string[], why: string): RingResult {
  const rest = customers.length > SHOWN ? ` and ${customers.length - SHOWN} more` : "";
  return {
    healthy: false,
    reason: `ring ${ring} is not healthy: ${customers.slice(0, SHOWN).join(", ")}${rest} ${why}.`,
  };
}
