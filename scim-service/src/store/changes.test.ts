import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, withDatabase } from "../../test/service.ts";
import { readChanges, type ChangePosition } from "./changes.ts";
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
