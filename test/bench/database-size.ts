import { Client } from "pg";

/** Bytes on disk, indexes included, of a database in which nothing but users was made yet. */
export interface DatabaseSize {
  readonly users: number;
  readonly resources: number;
  /** The change log, with a line for each creation. */
  readonly changes: number;
  readonly all: number;
}

/** @param url the service's database. */
export async function databaseSize(url: string, users: number): Promise<DatabaseSize> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Omit<DatabaseSize, "users">>(
      `select pg_total_relation_size('scim.resources')::float8 as resources,
        pg_total_relation_size('scim.changes')::float8 as changes,
        pg_database_size(current_database())::float8 as all`,
    );
    const [sizes = { resources: 0, changes: 0, all: 0 }] = rows;
    return { users, ...sizes };
  } finally {
    await client.end();
  }
}
