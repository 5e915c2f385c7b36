import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { FleetError } from "../error.ts";
import { openQueue } from "../jobs/queue.ts";
import { startWorker } from "../jobs/worker.ts";
import { machineEngine } from "../machine/engine.ts";
import type { WorkOptions } from "./options.ts";
import type { Surroundings } from "./run.ts";

/**
 * Does jobs of other commands until it is interrupted; what it is at then is interrupted in an orderly way.
 *
 * @throws {FleetError} when there is no database to share
 */
export async function work(
  { parallel }: WorkOptions,
  { work: folder, signal, tell }: Surroundings,
): Promise<void> {
  const url = process.env["FLEET_DATABASE_URL"] ?? "";
  if (url === "") {
    throw new FleetError(
      "A worker needs FLEET_DATABASE_URL: the PostgreSQL that commands and workers share, such as postgres://fleet@db.example.com/fleet.",
    );
  }
  const engine = await machineEngine(signal);
  await using queue = await openQueue(url, `worker ${randomUUID()}`, tell);
  await startWorker(queue.boss, { engine, work: folder, parallel, signal, handsOver: true });
  tell(`Working on ${parallel} customers at a time, until Ctrl-C.`);
  if (!signal.aborted) await once(signal, "abort");
}
