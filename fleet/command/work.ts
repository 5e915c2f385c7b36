import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { FleetError } from "../error.ts";
import { readFleet } from "../customers/read.ts";
import { openQueue } from "../jobs/queue.ts";
import { scheduleDrift } from "../jobs/schedule.ts";
import { startWorker } from "../jobs/worker.ts";
import { machineEngine } from "../machine/engine.ts";
import type { WorkOptions } from "./options.ts";
import { runJobs, type Surroundings } from "./run.ts";
import { summaryOf } from "./summary.ts";
import { jsonLines } from "./view.ts";

/**
 * Does jobs of other commands until it is interrupted, and writes a line about each; what it is at then is interrupted in
 * an orderly way.
 *
 * @throws {FleetError} when there is no database to share
 */
export async function work(
  { parallel, drift, customers, report }: WorkOptions,
  { work: folder, signal, tell }: Surroundings,
): Promise<void> {
  const url = process.env["FLEET_DATABASE_URL"] ?? "";
  if (url === "") {
    throw new FleetError(
      "A worker needs FLEET_DATABASE_URL: the PostgreSQL that commands and workers share, such as postgres://fleet@db.example.com/fleet.",
    );
  }
  const engine = await machineEngine(signal);
  const name = `worker ${randomUUID()}`;
  await using queue = await openQueue(url, name, tell);
  const { onProgress } = jsonLines();
  await startWorker(queue.boss, { engine, work: folder, parallel, signal, handsOver: true, onProgress });
  if (drift !== undefined) {
    const schedule = { cron: drift, customers, report: report ?? null };
    await scheduleDrift(queue.boss, schedule, async (file, to) => {
      const options = { customers: file, ...(to === null ? {} : { report: to }) };
      const run = { boss: queue.boss, command: name, signal };
      // The workers are there already.
      const outcome = await runJobs("drift", await readFleet(file), options, run, async () => {});
      tell(summaryOf(outcome));
    });
  }
  tell(`Working on ${parallel} customers at a time, until Ctrl-C.`);
  if (!signal.aborted) await once(signal, "abort");
}
