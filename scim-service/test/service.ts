import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { pino } from "pino";
import { inject } from "vitest";
import { readConfig } from "../src/config.ts";
import { startService } from "../src/operation/start.ts";
import { ScimClient } from "./scim-client.ts";

/** The service in this process, on a database of its own. */
export interface TestService {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly databaseUrl: string;
  /** Log lines so far, parsed, with those of all requests that are over. */
  log(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** A call of the admin API below `/admin/api`. */
  admin(method: string, path: string, body?: object): Promise<{ status: number; body: never }>;
  /** Makes a tenant and a client with a token of it. */
  tenant(id: string, options?: { strict?: boolean }): Promise<ScimClient>;
  stop(): Promise<void>;
}

export const ADMIN_KEY = "test-admin-key-0123456789";

/** Makes an empty database. */
export async function createDatabase(): Promise<string> {
  const url = new URL(inject("postgresUrl"));
  const name = `scim_${randomUUID().replaceAll("-", "")}`;
  await withDatabase(url.href, (client) => client.query(`create database ${name}`));
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs statements against a database, beside the service. */
export async function withDatabase<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Starts the service; `environment` adds to or overrides what it needs. */
export async function startTestService(environment: Record<string, string> = {}): Promise<TestService> {
  const databaseUrl = environment["DATABASE_URL"] ?? (await createDatabase());
  const log: Record<string, unknown>[] = [];
  const stream = {
    write: (line: string) => {
      log.push(JSON.parse(line) as Record<string, unknown>);
    },
  };
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    ADMIN_KEY,
    DATABASE_POOL_SIZE: "8",
    ...environment,
  });
  const running = await startService(config, pino({ level: "info" }, stream));
  await running.migrated;
  const url = `http://127.0.0.1:${running.port}`;
  const admin: TestService["admin"] = async (method, path, body) => {
    const response = await fetch(`${url}/admin/api${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as never };
  };
  return {
    url,
    databaseUrl,
    async log() {
      // Lines of requests are written some at a time, and before the service counts them.
      await (await fetch(`${url}/metrics`)).text();
      return log;
    },
    admin,
    async tenant(id, { strict = false } = {}) {
      await admin("PUT", `/tenants/${id}`, { strict });
      const { body } = await admin("POST", `/tenants/${id}/tokens`, { label: "test" });
      const { token } = body as { token: string };
      return new ScimClient(url + config.basePath, token);
    },
    stop: () => running.stop(),
  };
}
