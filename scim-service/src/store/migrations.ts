import { readdirSync, readFileSync } from "node:fs";

/** A numbered file of `migrations/`. */
export interface Migration {
  readonly id: number;
  readonly file: string;
  readonly sql: string;
  /** Its first line is `-- breaking`: older versions of the service must not write to the result. */
  readonly breaking: boolean;
}

const FOLDER = new URL("../../migrations/", import.meta.url);

/** All migrations that this version of the service knows, in their order. */
export const MIGRATIONS: readonly Migration[] = readdirSync(FOLDER)
  .filter((file) => /^\d{4}_.+\.sql$/.test(file))
  .toSorted()
  .map((file) => {
    const sql = readFileSync(new URL(file, FOLDER), "utf8");
    return { id: Number(file.slice(0, 4)), file, sql, breaking: sql.startsWith("-- breaking") };
  });

/** The number of the newest one. Each session tells it to PostgreSQL, see {@link refuseOlder}. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.id ?? 0;

/** The name under which sessions of the service are known to PostgreSQL; versions without a schema version have it, too. */
export const APPLICATION_NAME = "scim-service";

/** The constraint that an older version is told to have violated. */
export const REFUSED_OLDER = "schema_version";

/**
 * SQL that makes PostgreSQL refuse what older versions of the service write: a replica that still runs while a newer one
 * has migrated would damage what it does not know, and no check of its own could come early enough. Every change of a
 * resource has its line in the change log, so one trigger there guards them all. Reads go on, and so does the time at
 * which a token was last used.
 *
 * @param id of a breaking migration.
 */
export function refuseOlder(id: number): string {
  return `
    create or replace function scim.refuse_older() returns trigger language plpgsql as $$ begin
      if current_setting('application_name') = '${APPLICATION_NAME}'
        and coalesce(nullif(current_setting('scim.schema_version', true), '')::integer, 0) < ${id} then
        raise exception 'the database is at migration ${id}, which this version of ${APPLICATION_NAME} does not know'
          using errcode = 'object_not_in_prerequisite_state', constraint = '${REFUSED_OLDER}';
      end if;
      return null;
    end $$;
    create or replace trigger refuse_older before insert on scim.changes execute function scim.refuse_older();
    create or replace trigger refuse_older before insert or update on scim.tenants execute function scim.refuse_older();
    create or replace trigger refuse_older before insert or update of revoked_at on scim.tokens
      execute function scim.refuse_older();`;
}
