import { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Customer } from "../customers/customer.ts";
import { FleetError } from "../error.ts";
import { OPERATIONS } from "../operations/result.ts";

/** The schema that pg-boss has to itself. */
export const SCHEMA = "fleet";
/** One job is one operation on one customer. */
export const OPERATION_QUEUE = "fleet-operation";
/** One job is the question whether a ring is healthy, so that the next may begin. */
export const RING_QUEUE = "fleet-ring";
/** Jobs whose worker died every time they were tried. */
export const DEAD_QUEUE = "fleet-dead";

/** A worker that is silent for this long is dead, and its jobs go to others; the least that pg-boss takes. */
export const HEARTBEAT_SECONDS = 10;

/** What all jobs of one command have in common. */
const runData = z.object({
  /** UUID of the run. */
  run: z.string(),
  /** The process that asked for it, by its name in pg-boss's registry of instances. */
  command: z.string(),
  operation: z.enum(OPERATIONS),
  ring: z.string(),
  /** After so many failures nothing more is begun; null for no bound. */
  maxFailures: z.number().nullable(),
});

/** Data of a job in `OPERATION_QUEUE`. */
export const operationData = runData.extend({
  refresh: z.boolean(),
  customer: z.custom<Customer>((value) => typeof value === "object" && value !== null),
  fleet: z.object({ name: z.string(), folder: z.string(), secretsProvider: z.string().nullable() }),
});
export type OperationData = z.output<typeof operationData>;

/** Data of a job in `RING_QUEUE`. */
export const ringData = runData.extend({
  healthyWithinSeconds: z.number().nullable(),
  fleet: operationData.shape.fleet,
});
export type RingData = z.output<typeof ringData>;

/** What a ring's job answers. */
export interface RingResult {
  readonly healthy: boolean;
  /** Why it is not. */
  readonly reason: string;
}

/** A connection to the database of jobs. */
export interface Queue extends AsyncDisposable {
  readonly boss: PgBoss;
}

/** An error of the connection is told this often at most. */
const TELL_EVERY_MS = 10_000;
/** The longest that jobs which are at work may take to end once a process stops. */
const STOP_TIMEOUT_MS = 15 * 60_000;

/**
 * Connects to the database of jobs and makes what is missing in it. Disposing of it waits for the jobs that are at work.
 *
 * @param url of PostgreSQL
 * @param name of this process in pg-boss's registry of instances
 * @throws {FleetError} when the database cannot be used
 */
export async function openQueue(url: string, name: string, tell: (text: string) => void): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    schema: SCHEMA,
    instanceName: name,
    application_name: "entra-scim-kit fleet",
    max: 6,
    // Twice within the shortest heartbeat, so that a dead worker's jobs wait at most half of it longer.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    flowIntervalSeconds: 1,
    instanceHeartbeatSeconds: 5,
    monitorVacuum: false,
  });
  let told = 0;
  boss.on("error", (error) => {
    if (Date.now() - told < TELL_EVERY_MS) return;
    told = Date.now();
    tell(`PostgreSQL does not answer (${error.message}); trying again.`);
  });
  try {
    await boss.start();
    await makeQueues(boss);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    const { host, pathname } = new URL(url);
    throw new FleetError(
      `The database of jobs at ${host}${pathname} cannot be used: ${error instanceof Error ? error.message : String(error)}. FLEET_DATABASE_URL names it.`,
      { cause: error },
    );
  }
  return {
    boss,
    [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS }),
  };
}

async function makeQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(DEAD_QUEUE);
  await boss.createQueue(OPERATION_QUEUE, {
    // Queued or at work, a customer is in one job only, whatever the number of commands.
    policy: "exclusive",
    deadLetter: DEAD_QUEUE,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: 4 * 3600,
    retryLimit: 4,
    retryDelay: 3,
    retryBackoff: true,
    retryDelayMax: 30,
    deleteAfterSeconds: 30 * 24 * 3600,
  });
  await boss.createQueue(RING_QUEUE, {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: 23 * 3600,
    retryLimit: 4,
    retryDelay: 5,
    deleteAfterSeconds: 30 * 24 * 3600,
  });
}
