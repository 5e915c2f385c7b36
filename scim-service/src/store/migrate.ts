import type { Database, Queries } from "./database.ts";
import { MIGRATIONS, refuseOlder, type Migration } from "./migrations.ts";
import { isMissingTable } from "./sqlstate.ts";

/** The database was made by a newer version that this one would damage. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";
}

/** No tenant: migrations run before there is any. */
const NO_TENANT = 0;
// An arbitrary constant, the same in every replica.
const LOCK = 7_644_7643;

const APPLIED = { text: "select id, breaking from scim.migrations order by id" };

/**
 * Applies the migrations that are missing, each in its own transaction. Any number of replicas may do so at once: an
 * advisory lock lets them work one after the other.
 *
 * @param known all migrations there are, in order.
 * @returns the files applied by this call.
 * @throws {NewerDatabaseError} when the database holds a breaking migration that this version does not know.
 */
export async function migrate(
  database: Database,
  known: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  await database.transaction(NO_TENANT, async (queries) => {
    await lock(queries);
    await queries.query({ text: "create schema if not exists scim" }, []);
    await queries.query(
      {
        text: `create table if not exists scim.migrations (
          id integer primary key, breaking boolean not null, applied_at timestamptz(3) not null default now())`,
      },
      [],
    );
  });
  const applied: string[] = [];
  for (const migration of known) {
    const ran = await database.transaction(NO_TENANT, async (queries) => {
      await lock(queries);
      const done = await queries.query<AppliedRow>(APPLIED, []);
      refuseNewer(done, known);
      if (done.some(({ id }) => id === migration.id)) return false;
      await queries.query({ text: migration.sql }, []);
      await queries.query({ text: "insert into scim.migrations (id, breaking) values ($1, $2)" }, [
        migration.id,
        migration.breaking,
      ]);
      if (migration.breaking) await queries.query({ text: refuseOlder(migration.id) }, []);
      return true;
    });
    if (ran) applied.push(migration.file);
  }
  return applied;
}

/**
 * How many migrations are still to be applied.
 *
 * @throws {NewerDatabaseError} as {@link migrate}.
 */
export async function pendingMigrations(queries: Queries): Promise<number> {
  try {
    const done = await queries.query<AppliedRow>({ name: "migrations", ...APPLIED }, []);
    refuseNewer(done, MIGRATIONS);
    return MIGRATIONS.filter(({ id }) => !done.some((row) => row.id === id)).length;
  } catch (error) {
    if (isMissingTable(error)) return MIGRATIONS.length;
    throw error;
  }
}

interface AppliedRow {
  readonly id: number;
  readonly breaking: boolean;
}

function lock(queries: Queries) {
  return queries.query({ text: `select pg_advisory_xact_lock(${LOCK})` }, []);
}

function refuseNewer(done: readonly AppliedRow[], known: readonly Migration[]): void {
  const newest = known.at(-1)?.id ?? 0;
  const newer = done.find(({ id, breaking }) => breaking && id > newest);
  if (newer) {
    throw new NewerDatabaseError(
      `The database is at migration ${newer.id}, which changes what this version of scim-service (up to ${newest}) relies on. ` +
        "Run the version that made it, or a newer one.",
    );
  }
}
