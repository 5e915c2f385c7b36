import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plansOf } from "../../test/explain.ts";
import { createDatabase } from "../../test/service.ts";
import { tenantRequest } from "../../test/tenant-request.ts";
import { openDatabase, type Database } from "./database.ts";
import { eraseHistory } from "./history.ts";
import { migrate } from "./migrate.ts";
import { MAX_DAYS, MAX_MEMBERS_OF_REQUESTS, purgeRequests } from "./purge-requests.ts";
import { RequestBatch } from "./request-batch.ts";
import { insertRequests, readRequests, type TenantRequest } from "./requests.ts";

let database: Database;
let tenant: number;
let other: number;

const about = (resourceId: string) => ({ kind: "about", resourceId, nameKey: "n", externalId: "e" }) as const;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 4, onConnectionLost: () => {} });
  await migrate(database);
  const made = await database.query<{ key: number }>(
    { text: "insert into scim.tenants (id) values ('one'), ('two') returning key" },
    [],
  );
  [tenant = 0, other = 0] = made.map(({ key }) => key);
});
afterAll(() => database.close());

function request(requestId: string, more: Partial<TenantRequest> = {}): TenantRequest {
  const group = { operation: "Group.patch", method: "PATCH", path: "/Groups", status: 204 };
  return tenantRequest({ tenant, requestId, tokenId: randomUUID(), ...group, ...more });
}

async function insert(requests: readonly TenantRequest[]): Promise<void> {
  const batch = new RequestBatch();
  for (const each of requests) batch.add(each);
  await insertRequests(database, batch);
}

const memberRows = async (memberId: string) => {
  const text = "select request from scim.request_members where member_id = $1";
  return (await database.query({ text }, [memberId])).length;
};

const found = async (resourceId: string, limit = 10) => {
  const requests = await readRequests(database, "one", about(resourceId), limit);
  return requests.map(({ requestId }) => requestId);
};

describe("requests about somebody", () => {
  test("are found by the id, the names and the members that they name, each once, newest first", async () => {
    const [ada, bob] = [randomUUID(), randomUUID()];
    await insert([
      request("about the id", { resourceId: ada, memberIds: [ada, bob] }),
      request("about the name", { nameKey: "n" }),
      request("about nobody"),
      request("about the externalId", { externalId: "e" }),
      request("of another tenant", { tenant: other, memberIds: [ada] }),
      request("about members", { memberIds: [bob, ada] }),
    ]);
    const all = ["about members", "about the externalId", "about the name", "about the id"];
    expect(await found(ada)).toEqual(all);
    expect(await found(ada, 2)).toEqual(all.slice(0, 2));
  });

  test("are each looked up by an index of their own, in its order", async () => {
    await database.query(
      {
        text: `with r as (
            insert into scim.requests (tenant, at, request, operation, method, path, status, rules, milliseconds, token,
              resource_id, name_key, external_id)
            select $1, now(), 'many', 'Group.patch', 'PATCH', '/Groups', 204, '{}', 1, $2, gen_random_uuid(), n, n
            from generate_series(1, 20000) n returning tenant, id)
          insert into scim.request_members select tenant, gen_random_uuid(), id from r, generate_series(1, 5)`,
      },
      [tenant, randomUUID()],
    );
    const [plan, ...more] = await plansOf(database, (queries) =>
      readRequests(queries, "one", about(randomUUID()), 200),
    );
    expect(more).toEqual([]);
    for (const column of ["resource_id", "member_id", "name_key", "external_id"]) {
      expect(plan).toMatch(
        new RegExp(`Index (?:Only )?Scan Backward[^\\n]*\\n *Index Cond: [^\\n]*\\b${column} = `),
      );
    }
    expect(plan).not.toContain("Seq Scan");
  });

  test("lose whom they name as a member when the person is deleted for good, and stay those about the group", async () => {
    const [group, ada, bob] = [randomUUID(), randomUUID(), randomUUID()];
    await insert([request("joins", { resourceId: group, memberIds: [ada, bob] })]);
    expect(await eraseHistory(database, tenant, ada)).toBe(1);
    expect([await memberRows(ada), await memberRows(bob)]).toEqual([0, 1]);
    expect(await found(group)).toContain("joins");
    expect(await eraseHistory(database, tenant, group)).toBe(1);
    expect(await memberRows(bob)).toBe(0);
  });
});

test("more members than a tenant's requests may have are deleted, those of the oldest requests first", async () => {
  const [oldest, newest] = [randomUUID(), randomUUID()];
  await insert([
    request("oldest", { tenant: other, memberIds: [oldest] }),
    request("newest", { tenant: other, memberIds: [newest] }),
  ]);
  const [row] = await database.query<{ id: string }>(
    { text: "select id from scim.requests where request = 'newest'" },
    [],
  );
  for (const count of Array.from({ length: 10 }, () => MAX_MEMBERS_OF_REQUESTS / 10)) {
    await database.query(
      {
        text: "insert into scim.request_members select $1, gen_random_uuid(), $2 from generate_series(1, $3)",
      },
      [other, row?.id, count],
    );
  }
  await purgeRequests(database);
  expect(await memberRows(oldest)).toBe(0);
});

test("whom a request names that is too old goes with it", async () => {
  const [old, current] = [randomUUID(), randomUUID()];
  const at = new Date(Date.now() - (MAX_DAYS + 1) * 86_400_000).toISOString();
  const [third] = await database.query<{ key: number }>(
    { text: "insert into scim.tenants (id) values ('three') returning key" },
    [],
  );
  const of = { tenant: third?.key ?? 0 };
  await insert([request("old", { ...of, at, memberIds: [old] })]);
  await purgeRequests(database);
  expect(await memberRows(old)).toBe(0);
  await insert([
    request("old", { ...of, at, memberIds: [old] }),
    request("current", { ...of, memberIds: [current] }),
  ]);
  await purgeRequests(database);
  expect([await memberRows(old), await memberRows(current)]).toEqual([0, 1]);
});
