import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/store/database.ts";
import { migrate } from "../src/store/migrate.ts";
import { MIGRATIONS } from "../src/store/migrations.ts";
import type { ScimClient } from "./scim-client.ts";
import { startTestService, withDatabase, type TestService } from "./service.ts";

// A rolling update, seen from a replica of the old version: a newer one migrates the database under it.

let service: TestService;
let scim: ScimClient;
let userId: string;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
  ({ id: userId } = await scim.user("ada"));
});
afterAll(() => service.stop());

async function migrateBy(id: number, breaking: boolean): Promise<void> {
  const database = openDatabase({
    url: service.databaseUrl,
    poolSize: 1,
    hasNoTimeouts: true,
    onConnectionLost: () => {},
  });
  try {
    const file = `${id}_newer.sql`;
    expect(await migrate(database, [...MIGRATIONS, { id, file, sql: "select", breaking }])).toEqual([file]);
  } finally {
    await database.close();
  }
}

async function readiness(): Promise<{ readonly status: number; readonly reason: unknown }> {
  const response = await fetch(`${service.url}/readyz`);
  const { reason } = (await response.json()) as { reason?: string };
  return { status: response.status, reason };
}

test("a migration that breaks nothing leaves an older replica at work", async () => {
  await migrateBy(9_998, false);
  expect((await scim.send("POST", "/Users", { schemas: [], userName: "still-written" })).status).toBe(201);
  expect((await readiness()).status).toBe(200);
});

test("after a breaking one an older replica says so, and refuses to write", async () => {
  await migrateBy(9_999, true);
  expect(await readiness()).toEqual({ status: 503, reason: expect.stringContaining("migration 9999") });
  const writes = await Promise.all([
    scim.send("POST", "/Users", { schemas: [], userName: "too-late" }),
    scim.patch(`/Users/${userId}`, { op: "replace", path: "active", value: false }),
    scim.send("DELETE", `/Users/${userId}`),
  ]);
  for (const { status, headers, body } of writes) {
    expect(status).toBe(503);
    expect(headers.get("retry-after")).not.toBeNull();
    expect(body).toMatchObject({ detail: expect.stringContaining("newer version") });
  }
  expect((await service.admin("PUT", "/tenants/too-late")).status).toBe(503);
  expect((await service.admin("POST", "/tenants/contoso/tokens", { label: "too late" })).status).toBe(503);
});

test("it still reads, and so does everybody with the tokens that there are", async () => {
  expect((await scim.get(`/Users/${userId}`)).body).toMatchObject({ userName: "ada", id: userId });
});

test("the newer version writes, and so does an administrator with psql", async () => {
  const insert = "insert into scim.tenants (id) values ($1)";
  await withDatabase(service.databaseUrl, async (client) => {
    await client.query(insert, ["by-psql"]);
    await client.query("set application_name = 'scim-service'");
    await expect(client.query(insert, ["by-old"])).rejects.toThrow("migration 9999");
    await client.query("set scim.schema_version = 9999");
    await client.query(insert, ["by-new"]);
  });
});
