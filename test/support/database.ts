import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** An empty database of its own on a server that others may be using. */
export interface OwnDatabase {
  readonly url: string;
  /** Ends every session in it and removes it. */
  drop(): Promise<void>;
}

/**
 * @param serverUrl a connection string that may create databases.
 * @param label lower-case letters, digits and underscores: the beginning of the database's name.
 */
export async function createDatabase(serverUrl: string, label: string): Promise<OwnDatabase> {
  const name = `${label}_${randomBytes(6).toString("hex")}`;
  await execute(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

/** Runs SQL of our own over one connection. */
export async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
