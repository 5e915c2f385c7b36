import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase } from "../../test/service.ts";
import { openDatabase, type Database, type Queries } from "./database.ts";
import { migrate } from "./migrate.ts";
import { MAX_REQUESTS, PURGED_AT_ONCE, purgeRequests } from "./purge-requests.ts";

const TENANT = 1;
const SURPLUS = 2 * PURGED_AT_ONCE + 1;

let database: Database;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 1, onConnectionLost: () => {} });
  await migrate(database);
});
afterAll(() => database.close());

async function counted(): Promise<{ requests: number; members: number }> {
  const [row] = await database.query<{ requests: number; members: number }>(
    {
      text: `select (select count(*)::int from scim.requests) as requests,
        (select count(*)::int from scim.request_members) as members`,
    },
    [],
  );
  return row ?? { requests: -1, members: -1 };
}

test("no statement deletes more than it has the time for, however many there are", async () => {
  await database.query({ text: "insert into scim.tenants (id) values ('busy')" }, []);
  await database.query(
    {
      text: `insert into scim.requests (tenant, at, request, operation, method, path, status, rules, milliseconds, token)
        select $1, now(), 'r', 'Group.patch', 'PATCH', '/Groups', 204, '{}', 1, $2 from generate_series(1, $3)`,
    },
    [TENANT, randomUUID(), MAX_REQUESTS + SURPLUS],
  );
  await database.query(
    {
      text: `insert into scim.request_members (tenant, member_id, request)
        select tenant, gen_random_uuid(), id from scim.requests order by id limit $1`,
    },
    [SURPLUS],
  );
  const most = { requests: 0, members: 0 };
  const watched: Queries = {
    ...database,
    query: async (statement, values) => {
      const before = await counted();
      const rows = await database.query<never>(statement, values);
      const after = await counted();
      most.requests = Math.max(most.requests, before.requests - after.requests);
      most.members = Math.max(most.members, before.members - after.members);
      return rows;
    },
  };
  await purgeRequests(watched);
  expect(await counted()).toEqual({ requests: MAX_REQUESTS, members: 0 });
  expect(most).toEqual({ requests: PURGED_AT_ONCE, members: PURGED_AT_ONCE });
});
