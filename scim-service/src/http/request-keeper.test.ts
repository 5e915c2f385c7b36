import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, withDatabase, type TestService } from "../../test/service.ts";
import { tenantRequest } from "../../test/tenant-request.ts";
import { openDatabase, type Database, type Queries } from "../store/database.ts";
import { MAX_DAYS, MAX_REQUESTS, purgeRequests } from "../store/purge-requests.ts";
import { RequestKeeper } from "./request-keeper.ts";

let service: TestService;
let database: Database;

beforeAll(async () => {
  service = await startTestService();
  await service.tenant("kept");
  database = openDatabase({ url: service.databaseUrl, poolSize: 2, onConnectionLost() {} });
});
afterAll(async () => {
  await database.close();
  await service.stop();
});

const NEVER = new AbortController().signal;
const request = tenantRequest();

test("more requests than may wait are dropped and counted, the others are written", async () => {
  let dropped = 0;
  const keeper = new RequestKeeper(database, pino({ level: "silent" }), (count) => (dropped += count));
  for (let count = 0; count < 10_003; count += 1) keeper.keep(request);
  await keeper.close(NEVER);
  expect(dropped).toBe(3);
  expect(await rows("")).toBe(10_000);
});

test("a database that refuses them loses requests, which are counted, and nothing else", async () => {
  let dropped = 0;
  const keeper = new RequestKeeper(database, pino({ level: "silent" }), (count) => (dropped += count));
  keeper.keep({ ...request, tokenId: "no uuid" });
  await keeper.close(NEVER);
  expect(dropped).toBe(1);
});

test("what is kept is written while old requests are deleted, and the end waits for both", async () => {
  const held = Promise.withResolvers<void>();
  const deleting = Promise.withResolvers<void>();
  let isDeleted = false;
  const slow: Queries = {
    ...database,
    query: async (statement, values) => {
      if (statement.name === "requests-purge-old") {
        deleting.resolve();
        await held.promise;
        isDeleted = true;
      }
      return database.query(statement, values);
    },
  };
  const keeper = new RequestKeeper(slow, pino({ level: "silent" }), () => {});
  const before = await rows("");
  keeper.keep(request);
  await deleting.promise;
  keeper.keep(request);
  await expect.poll(() => rows("")).toBe(before + 2);
  const closed = keeper.close(NEVER);
  held.resolve();
  await closed;
  expect(isDeleted).toBe(true);
});

test("requests that are too old, or more than a tenant may have, are deleted, the oldest first", async () => {
  await withDatabase(service.databaseUrl, (client) =>
    client.query(
      `insert into scim.requests (tenant, at, request, operation, method, path, status, rules, milliseconds, token)
        select 1, now() - make_interval(days => case n when 1 then $1 else 0 end), case n when 1 then 'old' else 'new' end,
          'User.list', 'GET', '/Users', 200, '{}', 1, $2 from generate_series(1, $3) n`,
      [MAX_DAYS + 1, randomUUID(), MAX_REQUESTS],
    ),
  );
  await purgeRequests(database);
  expect(await rows("where request = 'old'")).toBe(0);
  expect(await rows("where request = 'new'")).toBe(MAX_REQUESTS - 1);
  expect(await rows("")).toBeLessThanOrEqual(MAX_REQUESTS);
});

async function rows(condition: string): Promise<number> {
  return withDatabase(service.databaseUrl, async (client) => {
    const result = await client.query<{ count: number }>(
      `select count(*)::int as count from scim.requests ${condition}`,
    );
    return result.rows[0]?.count ?? -1;
  });
}

test("a database that is stuck does not hold the end up: what it has not taken is dropped and counted", async () => {
  let dropped = 0;
  const keeper = new RequestKeeper(database, pino({ level: "silent" }), (count) => (dropped += count));
  await withDatabase(service.databaseUrl, async (client) => {
    await client.query("begin");
    await client.query("lock table scim.requests in access exclusive mode");
    for (let count = 0; count < 1_200; count += 1) keeper.keep(request);
    const enough = new AbortController();
    const closed = keeper.close(enough.signal);
    const blocked =
      "select count(*)::int as blocked from pg_locks where not granted and relation = 'scim.requests'::regclass";
    await expect.poll(async () => (await client.query(blocked)).rows[0]).toEqual({ blocked: 1 });
    enough.abort();
    await closed;
    await client.query("rollback");
  });
  expect(dropped).toBe(700);
});
