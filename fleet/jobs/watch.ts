import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { FleetError } from "../error.ts";
import { type Result, result } from "../operations/result.ts";
import { failure } from "../stack/failure.ts";
import { OPERATION_QUEUE, RING_QUEUE, SCHEMA } from "./queue.ts";
import type { Run } from "./run.ts";

/** How far a customer is. */
export type Progress =
  | { readonly state: "waiting" }
  | { readonly state: "running" | "retrying"; readonly since: Date; readonly attempt: number }
  | { readonly state: "done"; readonly result: Result };

/** Told of every change. */
export type OnProgress = (customer: string, progress: Progress) => void;

const row = z.object({
  id: z.string(),
  state: z.enum(["created", "retry", "active", "completed", "cancelled", "failed"]),
  retryCount: z.number(),
  startedOn: z.date().nullable(),
  output: z.unknown(),
});

const LOOK_EVERY_MS = 500;
/** A database that is lost for longer ends the command, not the jobs. */
const LONGEST_DATABASE_LOSS_MS = 60_000;

/**
 * Waits until every job of a run has ended. What waits behind a ring that will never be healthy is taken out of the queue.
 *
 * @param signal aborted when the run is interrupted: what is queued is taken out, what is at work is waited for
 * @throws {FleetError} when the database does not come back
 */
export async function watchRun(
  boss: PgBoss,
  run: Run,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<ReadonlyMap<string, Result>> {
  const names = new Map([...run.jobs].map(([name, id]) => [id, name]));
  const results = new Map<string, Result>();
  const shown = new Map<string, string>();
  let lost: number | undefined;
  while (results.size < run.jobs.size) {
    const open = [...names].filter(([, name]) => !results.has(name)).map(([id]) => id);
    try {
      for (const each of await jobsOf(boss, open)) {
        const name = names.get(each.id) ?? "";
        const progress = progressOf(each);
        if (progress.state === "done") results.set(name, progress.result);
        const key = `${progress.state} ${each.retryCount}`;
        if (shown.get(name) !== key) onProgress(name, progress);
        shown.set(name, key);
      }
      if (signal.aborted || (await isOver(boss, run))) await cancelQueued(boss, open);
      lost = undefined;
    } catch (error) {
      lost ??= Date.now();
      if (Date.now() - lost > LONGEST_DATABASE_LOSS_MS) throw databaseLost(error);
    }
    if (results.size < run.jobs.size) await delay(LOOK_EVERY_MS);
  }
  return results;
}

async function jobsOf(boss: PgBoss, ids: readonly string[]) {
  const { rows } = await boss.getDb().executeSql(
    `select id, state::text as state, retry_count as "retryCount", started_on as "startedOn", output
     from ${SCHEMA}.job where name = $1 and id = any($2::uuid[])`,
    [OPERATION_QUEUE, ids],
  );
  return z.array(row).parse(rows);
}

function progressOf({ state, retryCount, startedOn, output }: z.output<typeof row>): Progress {
  switch (state) {
    case "created":
      return { state: "waiting" };
    case "active":
      return { state: "running", since: startedOn ?? new Date(), attempt: retryCount + 1 };
    case "retry":
      return { state: "retrying", since: startedOn ?? new Date(), attempt: retryCount + 1 };
    case "completed":
      return { state: "done", result: result.parse(output) };
    case "cancelled":
      return done({ state: "skipped", seconds: 0, details: ["Not begun."] });
    case "failed":
      return done({
        state: "failed",
        seconds: 0,
        failure: failure("worker", `Every worker that was at it died: ${JSON.stringify(output)}`),
      });
  }
}

function done(outcome: z.input<typeof result>): Progress {
  return { state: "done", result: result.parse(outcome) };
}

/** Whether a ring is found not to be healthy, or a job that one waits for has died with its workers. */
async function isOver(boss: PgBoss, { jobs, rings }: Run): Promise<boolean> {
  const { rows } = await boss.getDb().executeSql(
    `select from ${SCHEMA}.job
     where (name = $1 and id = any($2::uuid[]) and (state = 'failed' or output->>'healthy' = 'false'))
        or (name = $3 and id = any($4::uuid[]) and state = 'failed' and blocking)
     limit 1`,
    [RING_QUEUE, [...rings.values()], OPERATION_QUEUE, [...jobs.values()]],
  );
  return rows.length > 0;
}

async function cancelQueued(boss: PgBoss, ids: readonly string[]): Promise<void> {
  const { rows } = await boss
    .getDb()
    .executeSql(
      `select id from ${SCHEMA}.job where name = $1 and id = any($2::uuid[]) and state < 'active'`,
      [OPERATION_QUEUE, ids],
    );
  const queued = z.array(z.object({ id: z.string() })).parse(rows);
  if (queued.length > 0)
    await boss.cancel(
      OPERATION_QUEUE,
      queued.map(({ id }) => id),
    );
}

function databaseLost(error: unknown): FleetError {
  return new FleetError(
    `PostgreSQL has not answered for ${LONGEST_DATABASE_LOSS_MS / 1_000} s (${String(error)}). Engines that are at work go on to their end. ` +
      "When the database is back, run the command again: it does what is left.",
    { cause: error },
  );
}
