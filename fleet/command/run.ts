import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { PgBoss } from "pg-boss";
import { type Fleet, readFleet } from "../customers/read.ts";
import type { Customer } from "../customers/customer.ts";
import { deployedCustomers } from "../jobs/deployed.ts";
import { openQueue } from "../jobs/queue.ts";
import { enqueueRun } from "../jobs/run.ts";
import { watchRun } from "../jobs/watch.ts";
import { startWorker } from "../jobs/worker.ts";
import { machineEngine } from "../machine/engine.ts";
import { openDatabase } from "../machine/postgres.ts";
import type { OperationName } from "../operations/result.ts";
import { reportFiles } from "../report/report.ts";
import type { RunOptions } from "./options.ts";
import { selectCustomers, type Selection } from "./select.ts";
import { exitCodeOf, type Outcome, summaryOf } from "./summary.ts";
import { openView } from "./view.ts";

/** Where a command works. */
export interface Surroundings {
  /** Folder for stacks and the embedded database. */
  readonly work: string;
  readonly signal: AbortSignal;
  /** Says something to a person. */
  readonly tell: (text: string) => void;
}

/**
 * One operation on the customers that are meant: puts it into the queue, works on it, shows it, reports it.
 *
 * @returns the exit code
 * @throws {FleetError} when it cannot begin
 */
export async function runOperation(
  operation: OperationName,
  options: RunOptions,
  { work, signal, tell }: Surroundings,
): Promise<number> {
  const fleet = await readFleet(options.customers);
  const engine = await machineEngine(signal);
  await using database = await openDatabase(work, process.env);
  const command = `command ${randomUUID()}`;
  await using queue = await openQueue(database.url, command, tell);
  const { boss } = queue;
  const job = { boss, command, signal };
  // Not before the jobs are there: what a killed command has left is taken out first.
  const outcome = await runJobs(operation, fleet, options, job, () =>
    startWorker(boss, { engine, work, parallel: options.parallel, signal, handsOver: false }),
  );
  tell(summaryOf(outcome));
  return signal.aborted ? 130 : exitCodeOf(outcome);
}

/** Where a run is. */
interface RunContext {
  readonly boss: PgBoss;
  /** Name of this process in pg-boss's registry. */
  readonly command: string;
  readonly signal: AbortSignal;
}

/**
 * Puts the jobs of an operation into the queue, waits for them and writes what became of them.
 *
 * @param whenQueued called once they are there
 * @throws {FleetError} when it cannot begin
 */
export async function runJobs(
  operation: OperationName,
  fleet: Fleet,
  options: Omit<RunOptions, "parallel">,
  { boss, command, signal }: RunContext,
  whenQueued: () => Promise<void>,
): Promise<Outcome> {
  const startedAt = new Date();
  const removed = removedFrom(fleet, await deployedCustomers(boss, fleet.name));
  const customers = customersFor(operation, fleet, removed, options);
  const { maxFailures, refresh = false } = options;
  const request = { operation, fleet, customers, maxFailures, refresh };
  const run = await enqueueRun(boss, command, request, signal);
  await whenQueued();
  using view = openView(customers);
  const results = await watchRun(boss, run, signal, view.onProgress);
  const outcome: Outcome = {
    fleet: fleet.name,
    operation,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1_000,
    customers: customers.flatMap(({ name, tenant, ring, labels }) => {
      const result = results.get(name);
      return result === undefined ? [] : [{ name, tenant, ring, labels, result }];
    }),
    removed: removed.map(({ name }) => name).filter((name) => results.get(name)?.state !== "removed"),
  };
  await write(outcome, options);
  return outcome;
}

/** Deployed customers that the file does not name any more. */
function removedFrom({ customers }: Fleet, deployed: readonly Customer[]): Customer[] {
  const known = new Set(customers.map(({ name }) => name));
  return deployed.filter(({ name }) => !known.has(name));
}

/** Only `destroy`, and only by name, is for customers that the file does not name any more. */
function customersFor(
  operation: OperationName,
  fleet: Fleet,
  removed: readonly Customer[],
  options: Selection,
): Customer[] {
  const named = removed.filter(
    ({ name }) => operation === "destroy" && options.only?.includes(name) === true,
  );
  return selectCustomers({ ...fleet, customers: [...fleet.customers, ...named] }, options);
}

async function write(outcome: Outcome, { json, report }: Pick<RunOptions, "json" | "report">): Promise<void> {
  if (json !== undefined) {
    await mkdir(path.dirname(json), { recursive: true });
    await writeFile(json, `${JSON.stringify(outcome, undefined, 2)}\n`);
  }
  if (report === undefined) return;
  await mkdir(report, { recursive: true });
  for (const [name, text] of Object.entries(reportFiles(outcome))) {
    await writeFile(path.join(report, name), text);
  }
}
