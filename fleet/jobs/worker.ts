import path from "node:path";
import type { JobWithMetadata, PgBoss } from "pg-boss";
import { operate, PassingFailure } from "../operations/operations.ts";
import { type Outcome, result } from "../operations/result.ts";
import type { Engine } from "../stack/engine.ts";
import { OPERATION_QUEUE, type OperationData, operationData, RING_QUEUE, ringData } from "./queue.ts";
import { askRing } from "./ring.ts";
import { stopOf } from "./stop.ts";
import type { OnProgress } from "./watch.ts";

/** A process that does jobs. */
export interface WorkerOptions {
  readonly engine: Engine;
  /** Folder for the folders of fleets. */
  readonly work: string;
  /** Customers at a time. */
  readonly parallel: number;
  /** Aborted to interrupt what it is at. */
  readonly signal: AbortSignal;
  /** Whether other workers go on with what is interrupted here; else it ends there. */
  readonly handsOver: boolean;
  /** Told of what this process does, where no command of its own waits for it. */
  readonly onProgress?: OnProgress;
}

/** Seconds between two looks into a queue. */
const POLLING_SECONDS = 0.5;

/**
 * Begins to do jobs, until `boss.stop()`. Of one tenant it does one at a time, whatever the number of workers: Graph
 * limits requests by tenant.
 */
export async function startWorker(boss: PgBoss, options: WorkerOptions): Promise<void> {
  await boss.work(
    OPERATION_QUEUE,
    {
      localConcurrency: options.parallel,
      groupConcurrency: 1,
      pollingIntervalSeconds: POLLING_SECONDS,
      heartbeatRefreshSeconds: 3,
      includeMetadata: true,
    },
    async ([job]: JobWithMetadata[]) => job && doOperation(boss, job, options),
  );
  await boss.work(
    RING_QUEUE,
    { pollingIntervalSeconds: POLLING_SECONDS, heartbeatRefreshSeconds: 3 },
    async ([job]) => job && askRing(boss, ringData.parse(job.data), options),
  );
}

async function doOperation(
  boss: PgBoss,
  { data, retryCount, retryLimit }: JobWithMetadata,
  { engine, work, signal, handsOver, onProgress }: WorkerOptions,
): Promise<Outcome> {
  const { operation, customer, fleet, refresh, ...run }: OperationData = operationData.parse(data);
  const stop = await stopOf(boss, run);
  if (stop !== undefined) return { state: "skipped", seconds: 0, details: [stop] };
  const context = {
    engine,
    work: path.join(work, fleet.name),
    folder: fleet.folder,
    secretsProvider: fleet.secretsProvider ?? undefined,
    environment: process.env,
  };
  onProgress?.(customer.name, { state: "running", since: new Date(), attempt: retryCount + 1 });
  const outcome = await operate(operation, { customer, context, refresh, signal }, retryCount >= retryLimit);
  if (handsOver && outcome.failure?.code === "interrupted")
    throw new PassingFailure("The worker was stopped.");
  onProgress?.(customer.name, { state: "done", result: result.parse(outcome) });
  return outcome;
}
