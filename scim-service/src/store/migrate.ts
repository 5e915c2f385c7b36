import { readFile, readdir } from "node:fs/promises";
import type { Database, Queries } from "./database.ts";
import { isMissingTable } from "./sqlstate.ts";

/** The database was made by a newer version that this one would damage. */
export class NewerDatabaseError extends Error {
  override readonly name = "NewerDatabaseError";
}

interface Migration {
  readonly id: number;
  readonly file: string;
  readonly sql: string;
  /** Its first line is `-- breaking`: older versions of the service must not run on the result. */
  readonly breaking: boolean;
}

const FOLDER = new URL("../../migrations/", import.meta.url);
/** No tenant: migrations run before there is any. */
const NOBODY = 0;
// Any constant will do; the same in every replica.
const LOCK = 7_644_7643;

const APPLIED = { text: "select id, breaking from scim.migrations order by id" };

/**
 * Applies the migrations that are missing, each in its own transaction. Any number of replicas may do so at once: they
 * take turns by an advisory lock.
 *
 * @returns the files applied by this call.
 * @throws {NewerDatabaseError} when the database holds a breaking migration that this version does not know.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  const known = await migrations();
  await database.transaction(NOBODY, async (queries) => {
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
    const ran = await database.transaction(NOBODY, async (queries) => {
      await lock(queries);
      const done = await queries.query<AppliedRow>(APPLIED, []);
      refuseNewer(done, known);
      if (done.some(({ id }) => id === migration.id)) return false;
      await queries.query({ text: migration.sql }, []);
      await queries.query({ text: "insert into scim.migrations (id, breaking) values ($1, $2)" }, [
        migration.id,
        migration.breaking,
      ]);
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
  const known = await migrations();
  try {
    const done = await queries.query<AppliedRow>({ name: "migrations", ...APPLIED }, []);
    refuseNewer(done, known);
    return known.filter(({ id }) => !done.some((row) => row.id === id)).length;
  } catch (error) {
    if (isMissingTable(error)) return known.length;
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

let cached: Promise<readonly Migration[]> | undefined;

/** The numbered files of `migrations/`, read once. */
function migrations(): Promise<readonly Migration[]> {
  cached ??= readMigrations();
  return cached;
}

async function readMigrations(): Promise<readonly Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{4}_.+\.sql$/.test(file)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(new URL(file, FOLDER), "utf8");
      return { id: Number(file.slice(0, 4)), file, sql, breaking: sql.startsWith("-- breaking") };
    }),
  );
}
