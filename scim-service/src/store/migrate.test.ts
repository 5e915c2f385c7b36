import { afterEach, expect, test } from "vitest";
import { createDatabase, withDatabase } from "../../test/service.ts";
import { openDatabase, type Database } from "./database.ts";
import { migrate, NewerDatabaseError, pendingMigrations } from "./migrate.ts";

const opened: Database[] = [];

function open(url: string): Database {
  const database = openDatabase({ url, poolSize: 2, onConnectionLost: () => {} });
  opened.push(database);
  return database;
}

afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

test("several replicas that migrate at once apply each migration once", async () => {
  const url = await createDatabase();
  const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(open(url))));
  const files = applied.flat();
  expect(files).toContain("0001_initial.sql");
  expect(new Set(files).size).toBe(files.length);
  expect(await pendingMigrations(open(url))).toBe(0);
});

test("migrations are pending until they are applied", async () => {
  const database = open(await createDatabase());
  const pending = await pendingMigrations(database);
  expect(pending).toBeGreaterThan(0);
  expect(await migrate(database)).toHaveLength(pending);
  expect(await migrate(database)).toStrictEqual([]);
});

test("an unknown migration is accepted unless it is breaking", async () => {
  const url = await createDatabase();
  const database = open(url);
  await migrate(database);
  const add = (id: number, breaking: boolean) =>
    withDatabase(url, (client) =>
      client.query("insert into scim.migrations (id, breaking) values ($1, $2)", [id, breaking]),
    );
  await add(9_998, false);
  expect(await migrate(database)).toStrictEqual([]);
  await add(9_999, true);
  await expect(migrate(database)).rejects.toThrow(NewerDatabaseError);
  await expect(pendingMigrations(database)).rejects.toThrow(/migration 9999/);
});
