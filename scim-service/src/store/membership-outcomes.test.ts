import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { plansOf } from "../../test/explain.ts";
import { createDatabase } from "../../test/service.ts";
import { tenantRequest } from "../../test/tenant-request.ts";
import { openDatabase, type Database } from "./database.ts";
import { MAX_CHANGES, readMembershipOutcomes } from "./membership-outcomes.ts";
import { migrate } from "./migrate.ts";
import { RequestBatch } from "./request-batch.ts";
import { insertRequests, readRequests, type TenantRequest } from "./requests.ts";
import { putTenant } from "./tenants.ts";

const MINUTE = 60_000;
/** The whole second before now: PostgreSQL keeps milliseconds, and the tests count by them. */
const NOW = Math.floor(Date.now() / 1_000) * 1_000;

let database: Database;
let group: string;
let ada: string;
let bob: string;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 2, onConnectionLost: () => {} });
  await migrate(database);
  await putTenant(database, "one", {});
});
afterAll(() => database.close());

beforeEach(async () => {
  [group, ada, bob] = [randomUUID(), randomUUID(), randomUUID()];
  await database.query({ text: "delete from scim.changes" }, []);
  await change("the first line of the log", { groupId: randomUUID(), at: NOW - 60 * MINUTE });
});

interface MembersChanged {
  readonly groupId?: string;
  readonly at?: number;
  readonly removed?: readonly string[];
  readonly added?: readonly string[];
}

async function change(requestId: string, { groupId = group, at = NOW, removed, added }: MembersChanged) {
  await database.query(
    {
      text: `insert into scim.changes (tenant, at, request, action, resource_type, resource_id, before, after)
        values (1, $1, $2, 'members', 'G', $3, $4, $5)`,
    },
    [
      new Date(at).toISOString(),
      requestId,
      groupId,
      removed ? { members: removed } : null,
      added ? { members: added } : null,
    ],
  );
}

async function ask(requestId: string, more: Partial<TenantRequest> = {}): Promise<void> {
  const batch = new RequestBatch();
  const at = new Date(NOW).toISOString();
  const asked = { operation: "Group.patch", resourceId: group, memberIds: [ada, bob] };
  batch.add(tenantRequest({ at, requestId, ...asked, ...more }));
  await insertRequests(database, batch);
}

/** By the ids of the requests, as the page of somebody has them. */
async function outcomes(memberId: string) {
  const about = { kind: "about", resourceId: memberId, nameKey: null, externalId: null } as const;
  const requests = await readRequests(database, "one", about, 200);
  const found = await readMembershipOutcomes(database, "one", memberId, 200);
  return Object.fromEntries(
    found.map(({ key, steps, isComplete }) => [
      requests.find((request) => request.key === key)?.requestId,
      isComplete ? steps : [...steps, "and perhaps more"],
    ]),
  );
}

describe("what a request did to a member that it names", () => {
  test("is what the change log has of this member, this group and this request", async () => {
    await ask("joins");
    await ask("leaves");
    await ask("both");
    await change("joins", { added: [ada] });
    await change("leaves", { removed: [bob, ada] });
    await change("both", { added: [ada], removed: [bob] });
    await change("joins", { groupId: randomUUID(), added: [bob] });
    expect(await outcomes(ada)).toEqual({ joins: [true], leaves: [false], both: [true] });
    expect(await outcomes(bob)).toEqual({ joins: [], leaves: [false], both: [false] });
  });

  test("is in the order in which the request, or the operations of one Bulk, did it", async () => {
    await ask("bulk");
    await ask("bulk", { operation: "Group.replace" });
    await change("bulk", { added: [ada] });
    await change("bulk", { removed: [ada] });
    await change("bulk", { added: [ada] });
    const found = await readMembershipOutcomes(database, "one", ada, 200);
    expect(found.map(({ steps }) => steps)).toEqual([
      [true, false, true],
      [true, false, true],
    ]);
  });

  test("is found where the clocks of the service and of PostgreSQL differ by some minutes", async () => {
    for (const minutes of [-6, -4, 4, 6]) {
      await ask(`${minutes}`);
      await change(`${minutes}`, { added: [ada], at: NOW + minutes * MINUTE });
    }
    expect(await outcomes(ada)).toEqual({ "-6": [], "-4": [true], "4": [true], "6": [] });
  });

  test("is not told of searches, and is not complete where the group is not known", async () => {
    await ask("search", { operation: "Group.list" });
    await ask("nameless", { resourceId: null });
    expect(await outcomes(ada)).toEqual({ nameless: ["and perhaps more"] });
  });

  test("is not complete where the log begins later, or is empty", async () => {
    await database.query({ text: "delete from scim.changes" }, []);
    await ask("purged");
    expect(await outcomes(ada)).toEqual({ purged: ["and perhaps more"] });
    await change("later", { added: [ada], at: NOW + 1 });
    expect(await outcomes(ada)).toEqual({ purged: ["and perhaps more"] });
  });

  test("is not complete where the group has more changes around it than are read, and the nearest are", async () => {
    await ask("busy");
    await ask("nothing");
    await change("busy", { added: [ada], at: NOW + 1 });
    await database.query(
      {
        text: `insert into scim.changes (tenant, at, request, action, resource_type, resource_id)
          select 1, $1::timestamptz + n * interval '10 ms', 'other', 'members', 'G', $2 from generate_series(1, $3) n`,
      },
      [new Date(NOW).toISOString(), group, MAX_CHANGES],
    );
    expect(await outcomes(ada)).toEqual({
      busy: [true, "and perhaps more"],
      nothing: ["and perhaps more"],
    });
  });
});

test("only the changes around each request are read, by an index from the nearest on", async () => {
  await database.query(
    {
      text: `insert into scim.requests (tenant, at, request, operation, method, path, status, rules, milliseconds, token, resource_id)
        select 1, now(), 'many', 'Group.patch', 'PATCH', '/Groups', 204, '{}', 1, gen_random_uuid(), gen_random_uuid()
        from generate_series(1, 20000)`,
    },
    [],
  );
  const [plan, ...more] = await plansOf(database, (queries) =>
    readMembershipOutcomes(queries, "one", ada, 200),
  );
  expect(more).toEqual([]);
  const condition = String.raw`Index Cond: \(\(tenant = [^\n]*\bresource_id = [^\n]*\bat [<>]=? [^\n]*\bat [<>]=? `;
  expect(plan).toMatch(new RegExp(`Index Scan using changes_by_resource[^\\n]*\\n *${condition}`));
  expect(plan).toMatch(new RegExp(`Index Scan Backward using changes_by_resource[^\\n]*\\n *${condition}`));
  expect(plan).toMatch(/Scan Backward using request_members_pkey[^\n]*\n *Index Cond: [^\n]*\bmember_id = /);
  expect(plan).toMatch(/Scan using requests_pkey[^\n]*\n *Index Cond: [^\n]*\bid = /);
  expect(plan).not.toContain("Seq Scan");
});
