import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plansOf } from "../../test/explain.ts";
import { createDatabase, withDatabase } from "../../test/service.ts";
import { readChanges, readChangesOf, type ChangePosition } from "./changes.ts";
import { openDatabase, type Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { putTenant } from "./tenants.ts";

let url: string;
let database: Database;

beforeAll(async () => {
  url = await createDatabase();
  database = openDatabase({ url, poolSize: 2, onConnectionLost: () => {} });
  await migrate(database);
  await putTenant(database, "numbered", {});
});
afterAll(() => database.close());

test("transactions are read in the order of their numbers, also where those gain a digit", async () => {
  await withDatabase(url, async (client) => {
    for (const xact of ["9", "10", "11", "99", "100"]) {
      await client.query(
        `insert into scim.changes (tenant, xact, request, action, resource_type, resource_id)
          select key, $1::xid8, $1, 'create', 'U', gen_random_uuid() from scim.tenants where id = 'numbered'`,
        [xact],
      );
    }
  });
  const seen: string[] = [];
  let position: ChangePosition | undefined;
  for (let page = 0; page < 6; page++) {
    const { changes, next } = await readChanges(database, "numbered", position, 2);
    seen.push(...changes.map(({ requestId }) => requestId));
    position = next;
  }
  expect(seen).toEqual(["9", "10", "11", "99", "100"]);
});

test("the newest changes of one resource are read without its others, by an index", async () => {
  const [plan, ...more] = await plansOf(database, (queries) =>
    readChangesOf(queries, "numbered", randomUUID(), 200),
  );
  expect(more).toEqual([]);
  const scan = String.raw`Index Scan Backward using changes_by_resource[^\n]*\n *Index Cond: [^\n]*\bresource_id = `;
  expect(plan).toMatch(
    new RegExp(String.raw`Limit [^\n]*\n(?: *InitPlan[^\n]*\n[^\n]*\n[^\n]*\n)? *-> {2}${scan}`),
  );
  expect(plan).not.toContain("Seq Scan");
});

test("the changes of one resource are read newest first, those of one moment in the order of the log", async () => {
  const id = randomUUID();
  const moments = [
    "2026-11-27T08:00:02Z",
    "2026-11-27T08:00:01Z",
    "2026-11-27T08:00:02Z",
    "2026-11-27T08:00:03Z",
  ];
  for (const [index, at] of moments.entries()) {
    await database.query(
      {
        text: `insert into scim.changes (tenant, at, request, action, resource_type, resource_id)
          select key, $1, $2, 'update', 'G', $3 from scim.tenants where id = 'numbered'`,
      },
      [at, `${index}`, id],
    );
  }
  const changes = await readChangesOf(database, "numbered", id, 3);
  expect(changes.map(({ requestId }) => requestId)).toEqual(["3", "2", "0"]);
});
