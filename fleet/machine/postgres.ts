import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { tryLock } from "../../local/bootstrap/lock.mjs";
import { serverFolder } from "../../local/postgres/server-folder.ts";
import { startPostgres } from "../../local/postgres/server.ts";
import { FleetError } from "../error.ts";

/** Where jobs are kept. */
export interface JobDatabase extends AsyncDisposable {
  readonly url: string;
}

/**
 * The database of jobs: the one that `FLEET_DATABASE_URL` names, which any number of processes on any number of machines
 * may share; else an embedded PostgreSQL, which one command at a time has for itself.
 *
 * @param folder for the embedded one
 * @throws {FleetError} when another command has the embedded one
 */
export async function openDatabase(folder: string, environment: NodeJS.ProcessEnv): Promise<JobDatabase> {
  const given = environment["FLEET_DATABASE_URL"];
  if (given !== undefined && given !== "") return { url: given, [Symbol.asyncDispose]: async () => {} };

  await using opened = new AsyncDisposableStack();
  const lock = await tryLock(path.join(folder, "command.lock"));
  if ("holder" in lock) {
    throw new FleetError(
      `Another fleet command (process ${lock.holder.pid}, since ${lock.holder.since}) is at work on this machine. Wait until it has ended, or set FLEET_DATABASE_URL, so that commands and workers share a PostgreSQL.`,
    );
  }
  opened.defer(lock.held.release);
  const at = await serverFolder(path.join(folder, "postgres"));
  await stopLeftover(at);
  const server = await startPostgres({ folder: at });
  opened.defer(() => server.stop());
  const kept = opened.move();
  return { url: server.url, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Ends the server of a command that was killed. */
async function stopLeftover(folder: string): Promise<void> {
  const file = await readFile(path.join(folder, "data", "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(file.split("\n")[0]);
  if (file === "" || !Number.isInteger(pid)) return;
  const running = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  if (!running()) return;
  process.kill(pid, "SIGINT");
  while (running()) await delay(50);
}
