import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pino } from "pino";
import { readConfig } from "../src/config.ts";
import { migrateDatabase } from "../src/operation/migrate-database.ts";
import { catalog } from "../src/scim/schema/catalog.ts";
import { openDatabase, type Queries } from "../src/store/database.ts";
import { fillSearchKeys } from "../src/store/fill-search-keys.ts";
import { migrate } from "../src/store/migrate.ts";
import { MIGRATIONS } from "../src/store/migrations.ts";
import { prepareResources } from "../src/store/prepare-resources.ts";
import { ScimClient } from "./scim-client.ts";
import { createDatabase, startTestService, withDatabase, type TestService } from "./service.ts";

const NIL = "00000000-0000-0000-0000-000000000000";
const TOKEN = "a-token-of-version-0.1.0";
const COMPOSED = "m\u00fcller@example.com";
const DECOMPOSED = "mu\u0308ller@example.com";

let databaseUrl: string;
let service: TestService | undefined;

beforeEach(async () => {
  databaseUrl = await createDatabase();
  const database = openDatabase({ url: databaseUrl, poolSize: 1, onConnectionLost: () => {} });
  await migrate(database, MIGRATIONS.slice(0, 1));
  await database.close();
  await withDatabase(databaseUrl, (client) =>
    client.query("insert into scim.tenants (id) values ('default')"),
  );
});
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

/** Stores users as 0.1.0 did. */
async function store(...names: readonly string[]): Promise<readonly string[]> {
  const ids = names.map(() => randomUUID()).toSorted();
  await withDatabase(databaseUrl, async (client) => {
    for (const [index, userName] of names.entries()) {
      const document = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName, title: userName };
      await client.query(
        `insert into scim.resources (tenant, type, id, name_key, name_scope, document)
          values (1, 'U', $1, $2, $3, $4)`,
        [ids[index], userName.toLowerCase(), NIL, document],
      );
    }
  });
  return ids;
}

async function start({ isFilled = true } = {}) {
  service = await startTestService({ DATABASE_URL: databaseUrl, BOOTSTRAP_TOKEN: TOKEN });
  if (!isFilled)
    await withDatabase(databaseUrl, async (client) => {
      // The trigger would fill them again.
      await client.query("set session_replication_role = replica");
      await client.query(
        "update scim.resources set display_key = null, email_key = null, email_key_2 = null, email_key_3 = null",
      );
    });
  return new ScimClient(`${service.url}/scim/v2`, TOKEN);
}

/** `migrate` once more; what it warns of. */
async function migrateAgain(): Promise<readonly object[]> {
  const lines: { level: number }[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line) as never) });
  await migrateDatabase(readConfig({ DATABASE_URL: databaseUrl }), catalog([]), log, "always");
  return lines.filter(({ level }) => level >= 40);
}

test("users of 0.1.0 are found by every form of their names and other strings", async () => {
  const ids = await store("ada", DECOMPOSED, "ΟΔΟΣ");
  const scim = await start();
  for (const [index, name] of ["ADA", COMPOSED, "οδοσ"].entries()) {
    for (const attribute of ["userName", "title"]) {
      const { body } = await scim.filter("/Users", `${attribute} eq "${name}"`);
      expect(body.Resources.map(({ id }) => id)).toStrictEqual([ids[index]]);
    }
  }
  // No resource changed, so no version and no line of the change log says so.
  expect((await scim.get(`/Users/${ids[0]}`)).headers.get("etag")).toBe('W/"1"');
  expect(await migrateAgain()).toStrictEqual([]);
});

test("names that became equal are reported by their ids, and the upgrade goes on", async () => {
  const [found = "", hidden = "", last = ""] = await store(COMPOSED, DECOMPOSED, "ＺＯＥ");
  const scim = await start();
  const warning = (await service?.log())?.find((line) => line["hidden"] !== undefined);
  expect(warning).toMatchObject({ tenant: "default", type: "User", found, hidden });
  expect(warning?.["msg"]).toContain("Rename or delete one of them, then run migrate again");
  expect(JSON.stringify(warning)).not.toContain("ller");
  for (const [name, id] of [
    [DECOMPOSED, found],
    ["zoe", last],
  ]) {
    const { body } = await scim.filter("/Users", `userName eq "${name}"`);
    expect(body.Resources.map((each) => each.id)).toStrictEqual([id]);
  }
});

test("a user who is hidden by another can be read, changed and disabled by id", async () => {
  const [, hidden] = await store(COMPOSED, DECOMPOSED);
  const scim = await start();
  const path = `/Users/${hidden}`;
  expect((await scim.patch(path, { op: "replace", path: "name.givenName", value: "Max" })).status).toBe(200);
  expect((await scim.patch(path, { op: "replace", path: "active", value: false })).status).toBe(200);
  expect((await scim.get(path)).body).toMatchObject({ active: false, name: { givenName: "Max" } });
  expect(await migrateAgain()).toMatchObject([{ hidden }]);
});

test("a run after one of them is deleted or renamed prepares the other", async () => {
  const [found, hidden, other, renamed] = await store(COMPOSED, DECOMPOSED, "ΟΔΟΣ", "οδοσ");
  const scim = await start();
  expect(await migrateAgain()).toHaveLength(2);
  await scim.send("DELETE", `/Users/${found}`);
  await scim.patch(`/Users/${renamed}`, { op: "replace", path: "userName", value: "another" });
  expect(await migrateAgain()).toStrictEqual([]);
  const ids = async (name: string) =>
    (await scim.filter("/Users", `userName eq "${name}"`)).body.Resources.map(({ id }) => id);
  expect([await ids(COMPOSED), await ids("οδος"), await ids("another")]).toStrictEqual([
    [hidden],
    [other],
    [renamed],
  ]);
});

test("what a replica of 0.1.0 writes during a rolling upgrade is prepared by the next run", async () => {
  const [existing] = await store("before");
  const scim = await start();
  const [inserted] = await store(DECOMPOSED);
  await withDatabase(databaseUrl, (client) =>
    client.query(
      `update scim.resources set document = document || '{"title": "U\u0308bersetzer"}', version = version + 1
        where id = $1`,
      [existing],
    ),
  );
  // Until then an older form is found as it was written, in any case of ASCII.
  expect((await scim.filter("/Users", 'title eq "U\u0308BERSETZER"')).body.totalResults).toBe(0);
  expect((await scim.filter("/Users", 'title sw "MU"')).body.totalResults).toBe(1);
  expect(await migrateAgain()).toStrictEqual([]);
  for (const [filter, id] of [
    ['title eq "\u00dcbersetzer"', existing],
    [`userName eq "${COMPOSED}"`, inserted],
  ]) {
    const { body } = await scim.filter("/Users", filter ?? "");
    expect(body.Resources.map((each) => each.id)).toStrictEqual([id]);
  }
});

test("a run that was stopped half-way is finished by the next one", async () => {
  await store(...Array.from({ length: 1_200 }, (_, index) => `Mu\u0308ller ${index}`));
  const database = openDatabase({ url: databaseUrl, poolSize: 1, onConnectionLost: () => {} });
  try {
    await migrate(database);
    let writes = 0;
    const failing: Queries = {
      ...database,
      async query(statement, values) {
        if (statement.text.startsWith("update") && (writes += 1) > 1) throw new Error("stopped");
        return database.query(statement, values);
      },
    };
    await expect(prepareResources(failing, catalog([]))).rejects.toThrow("stopped");
    expect(await prepareResources(database, catalog([]))).toStrictEqual({ prepared: 700, collisions: [] });
    expect(await prepareResources(database, catalog([]))).toStrictEqual({ prepared: 0, collisions: [] });
  } finally {
    await database.close();
  }
});

test("users of 0.1.0 are found by e-mail and display name before and after they are filled, in batches", async () => {
  const names = Array.from({ length: 1_200 }, (_, index) => `user ${index}`);
  const ids = await store(...names);
  await withDatabase(databaseUrl, (client) =>
    client.query(
      `update scim.resources set document = document || jsonb_build_object('displayName', 'M\u00fcller',
        'emails', jsonb_build_array(jsonb_build_object('type', 'work', 'value', 'Ada@example.com')))
        where id = any($1)`,
      [[ids[3], ids[1_100]]],
    ),
  );
  const database = openDatabase({ url: databaseUrl, poolSize: 1, onConnectionLost: () => {} });
  const scim = await start({ isFilled: false });
  const found = async (filter: string) =>
    (await scim.filter("/Users", filter)).body.Resources.map(({ id }) => id);
  try {
    for (const filled of [1_200, 0]) {
      expect(await found('emails[type eq "work"].value eq "ADA@example.com"')).toStrictEqual([
        ids[3],
        ids[1_100],
      ]);
      expect(await found('displayName eq "M\u00dcLLER"')).toStrictEqual([ids[3], ids[1_100]]);
      expect(await fillSearchKeys(database)).toBe(filled);
    }
  } finally {
    await database.close();
  }
});

test("what a replica of 0.1.0 writes is found by e-mail at once", async () => {
  await store("before");
  const scim = await start();
  const [id] = await store("beside");
  const address = (value: string) =>
    withDatabase(databaseUrl, (client) =>
      client.query(
        `update scim.resources set version = version + 1, document = document || jsonb_build_object('emails', $2::jsonb)
          where id = $1`,
        [id, JSON.stringify([{ value }])],
      ),
    );
  for (const value of ["first@example.com", "second@example.com"]) {
    await address(value);
    const { body } = await scim.filter("/Users", `emails.value eq "${value}"`);
    expect(body.Resources.map((each) => each.id)).toStrictEqual([id]);
  }
  expect((await scim.filter("/Users", 'emails.value eq "first@example.com"')).body.totalResults).toBe(0);
});
