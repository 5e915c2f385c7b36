import { readFile } from "node:fs/promises";
import path from "node:path";
import { Client, escapeIdentifier } from "pg";
import { PostgresError } from "../postgres/error.ts";
import { startPostgres } from "../postgres/server.ts";
import type { LocalFolder } from "./folders.ts";

/** The database that the SCIM service works on. */
export interface Database extends AsyncDisposable {
  readonly url: string;
  /** For a person. */
  readonly origin: string;
  /** Process id of an embedded server. */
  readonly pid: number | undefined;
}

/**
 * The database of one stack: the one that DATABASE_URL names, as it is; else one of its own on an embedded PostgreSQL.
 *
 * @throws {PostgresError} when it does not come up; the message ends with a way out
 */
export async function openDatabase(local: LocalFolder, stack: string, port: number): Promise<Database> {
  const given = process.env["DATABASE_URL"];
  if (given !== undefined && given !== "") {
    const { host, pathname } = new URL(given);
    return {
      url: given,
      origin: `DATABASE_URL (${host}${pathname})`,
      pid: undefined,
      [Symbol.asyncDispose]: async () => {},
    };
  }
  try {
    const server = await startPostgres({ folder: local.postgres, port });
    const name = `scim_${stack.replaceAll("-", "_")}`;
    await createIfMissing(server.url, name);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return {
      url: url.href,
      origin: `embedded PostgreSQL on port ${port}`,
      pid: await postmasterPid(local.postgres),
      [Symbol.asyncDispose]: () => server.stop(),
    };
  } catch (error) {
    if (!(error instanceof PostgresError)) throw error;
    throw new PostgresError(
      `${error.message}\n\nIf its folder is damaged or of another version, delete ${local.path}: the next start begins afresh.`,
      { cause: error },
    );
  }
}

async function createIfMissing(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function postmasterPid(folder: string): Promise<number> {
  const text = await readFile(path.join(folder, "data", "postmaster.pid"), "utf8");
  return Number(text.split("\n")[0]);
}
