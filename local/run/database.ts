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

/** Whose database it is. */
export interface DatabaseOptions {
  /** Name of the stack's folder. */
  readonly stack: string;
  /** Loopback port of an embedded server. */
  readonly port: number;
  /** Whether the stack is new, so that what its own database still holds from an earlier one is dropped. */
  readonly fresh: boolean;
}

/**
 * The database of one stack: the one that DATABASE_URL names, as it is; else one of its own on an embedded PostgreSQL.
 *
 * @throws {PostgresError} when it does not come up; the message ends with a way out
 */
export async function openDatabase(
  local: LocalFolder,
  { stack, port, fresh }: DatabaseOptions,
): Promise<Database> {
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
    await using started = new AsyncDisposableStack();
    started.defer(() => server.stop());
    const name = `scim_${stack.replaceAll("-", "_")}`;
    await createIfMissing(server.url, name, fresh);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    const pid = await postmasterPid(local.postgres);
    const stays = started.move();
    return {
      url: url.href,
      origin: `embedded PostgreSQL on port ${port}`,
      pid,
      [Symbol.asyncDispose]: () => stays.disposeAsync(),
    };
  } catch (error) {
    if (!(error instanceof PostgresError)) throw error;
    throw new PostgresError(
      `${error.message}\n\nIf its folder is damaged or of another version, begin afresh: ` +
        `rm -r ${[...new Set([local.postgres, local.path])].join(" ")}`,
      { cause: error },
    );
  }
}

async function createIfMissing(url: string, name: string, fresh: boolean): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    if (fresh) await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
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
