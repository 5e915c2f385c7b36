import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { FleetError } from "../error.ts";
import { HEARTBEAT_SECONDS, OPERATION_QUEUE, SCHEMA } from "./queue.ts";

const unfinishedJob = z.object({
  id: z.string(),
  customer: z.string(),
  operation: z.string(),
  command: z.string(),
  state: z.enum(["created", "retry", "active"]),
});

type UnfinishedJob = z.output<typeof unfinishedJob>;

const LOOK_EVERY_MS = 1_000;
/** What is shown of customers that another command is at work on. */
const SHOWN = 10;

/**
 * Takes jobs out of the queue whose command has been killed. One that a worker was at when it was killed, too, is waited
 * for until its heartbeat shows that; one that another command waits for stays.
 *
 * @param keys singleton keys of the customers
 * @throws {FleetError} when somebody is at work on one of them
 */
export async function releaseAbandoned(
  boss: PgBoss,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + 3 * HEARTBEAT_SECONDS * 1_000;
  for (;;) {
    const jobs = await unfinishedJobs(boss, keys);
    if (jobs.length === 0) return;
    const live = new Set((await boss.getInstances()).filter((each) => each.live).map(({ name }) => name));
    const abandoned = jobs.filter(({ command }) => !live.has(command));
    const queued = abandoned.filter(({ state }) => state !== "active").map(({ id }) => id);
    if (queued.length > 0) await boss.cancel(OPERATION_QUEUE, queued);
    if (abandoned.length < jobs.length || (queued.length === 0 && Date.now() > deadline)) {
      throw refusal(jobs);
    }
    await boss.supervise(OPERATION_QUEUE);
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

/** The refusal to begin when one of the customers is in a job; undefined when none is. */
export async function atWork(boss: PgBoss, keys: readonly string[]): Promise<FleetError | undefined> {
  const jobs = await unfinishedJobs(boss, keys);
  return jobs.length === 0 ? undefined : refusal(jobs);
}

async function unfinishedJobs(boss: PgBoss, keys: readonly string[]): Promise<UnfinishedJob[]> {
  const { rows } = await boss.getDb().executeSql(
    `select id, data->'customer'->>'name' as customer, data->>'operation' as operation,
            data->>'command' as command, state::text as state
     from ${SCHEMA}.job
     where name = $1 and singleton_key = any($2) and state < 'completed'
     order by singleton_key`,
    [OPERATION_QUEUE, keys],
  );
  return z.array(unfinishedJob).parse(rows);
}

function refusal(jobs: readonly UnfinishedJob[]): FleetError {
  const names = jobs.slice(0, SHOWN).map(({ customer, operation }) => `${customer} (${operation})`);
  const rest = jobs.length > SHOWN ? [`and ${jobs.length - SHOWN} more`] : [];
  return new FleetError(
    `Another fleet command is at work on ${[...names, ...rest].join(", ")}. Wait until it has ended, or end it; nothing was begun.`,
  );
}
