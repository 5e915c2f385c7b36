import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { Catalog } from "../scim/schema/catalog.ts";
import { openDatabase } from "../store/database.ts";
import { EntraPassword } from "../store/entra-password.ts";
import { fillSearchKeys } from "../store/fill-search-keys.ts";
import { migrate } from "../store/migrate.ts";
import { prepareResources, type Preparation } from "../store/prepare-resources.ts";

/** Most collisions that get a line of their own in the log. */
const SHOWN = 100;
/** When replicas of an older version, which a rolling upgrade leaves running for a while, are gone, in milliseconds. */
const OLDER_ARE_GONE = 600_000;

/**
 * Applies the migrations and prepares what older versions stored, over a connection of its own, which may take its time.
 * Names that became equal are logged by their ids and stop nothing.
 *
 * @param prepare `always` reads every row, for which a start that applied no migration should not wait.
 * @returns the files of the migrations applied.
 * @throws {NewerDatabaseError} when the database holds a breaking migration that this version does not know.
 */
export async function migrateDatabase(
  config: Config,
  catalog: Catalog,
  log: Logger,
  prepare: "always" | "afterMigrations",
): Promise<readonly string[]> {
  const password = config.databaseIdentity && new EntraPassword(config.databaseIdentity);
  const database = openDatabase({
    url: config.databaseUrl,
    password: password && (() => password.next()),
    poolSize: 1,
    hasNoTimeouts: true,
    onConnectionLost: () => {},
  });
  try {
    const applied = await migrate(database);
    if (prepare === "always" || applied.length > 0) report(await prepareResources(database, catalog), log);
    const filled = await fillSearchKeys(database);
    if (filled > 0) log.info({ users: filled }, "display names and e-mail addresses indexed");
    return applied;
  } finally {
    await database.close();
  }
}

function report({ prepared, collisions }: Preparation, log: Logger): void {
  if (prepared > 0) log.info({ resources: prepared }, "names prepared for comparison");
  for (const collision of collisions.slice(0, SHOWN)) {
    log.warn(
      collision,
      "two resources have names that differ only by letters' case, width or composition: the hidden one is found by its id only. Rename or delete one of them, then run migrate again",
    );
  }
  if (collisions.length > SHOWN) log.warn({ collisions: collisions.length }, "more names are equal");
}

/** Prepares, some time after the start, what older replicas wrote beside this one. */
export async function prepareLater(
  config: Config,
  catalog: Catalog,
  log: Logger,
  stopping: AbortSignal,
): Promise<void> {
  try {
    await delay(OLDER_ARE_GONE, undefined, { signal: stopping, ref: false });
    await migrateDatabase(config, catalog, log, "always");
  } catch (error) {
    if (stopping.aborted) return;
    log.warn({ message: error instanceof Error ? error.message : String(error) }, "names are not prepared");
  }
}
