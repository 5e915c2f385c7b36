import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plansOf } from "../../test/explain.ts";
import { createDatabase } from "../../test/service.ts";
import { parseFilter } from "../scim/filter/parse.ts";
import { resolveFilter } from "../scim/filter/resolve.ts";
import { Dialect } from "../scim/leniency.ts";
import { attribute } from "../scim/schema/attribute.ts";
import { catalog } from "../scim/schema/catalog.ts";
import { createResource } from "./create-resource.ts";
import { openDatabase, type Database } from "./database.ts";
import { listResources, type Listing } from "./list-resources.ts";
import { migrate } from "./migrate.ts";
import { newResourceId } from "./resource-id.ts";
import { keysOf } from "./resource-keys.ts";
import { sortKey } from "./sort-key.ts";

const { user, group } = catalog([]);
const TENANT = 1;
const USERS = 40;
const actor = { tenant: TENANT, tokenId: randomUUID(), requestId: "list" };
const ids: string[] = [];
let database: Database;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 4, onConnectionLost: () => {} });
  await migrate(database);
  for (let index = 0; index < USERS; index += 1) {
    const id = newResourceId();
    const document = { userName: `User ${index}`, title: `Title ${(index * 7) % USERS}` };
    const text = JSON.stringify(document);
    await createResource(database, actor, "U", id, keysOf(user, id, document, text, true), text);
    ids.push(id);
  }
});
afterAll(() => database.close());

function listing(more: Partial<Listing>): Listing {
  return {
    types: [{ kind: "U", filter: undefined }],
    sort: undefined,
    reading: { groups: true, members: false },
    limit: 10,
    offset: 0,
    after: undefined,
    ...more,
  };
}

/** The plan of the statement that a listing sends. */
async function planOf(type: typeof user, filter: string): Promise<string> {
  const resolved = resolveFilter(parseFilter(filter), type, new Dialect(false));
  const types = [{ kind: type.kind, filter: resolved }];
  const plans = await plansOf(database, (queries) => listResources(queries, TENANT, listing({ types })));
  expect(plans).toHaveLength(1);
  return plans.join();
}

describe("what Entra looks for goes by an index that finds it", () => {
  test.each([
    ["User", 'userName eq "Ada"', "name_key"],
    ["User", 'externalId eq "1"', "external_id"],
    ["User", `id eq "${randomUUID()}"`, "id"],
    ["User", 'userName eq "Ada" and active eq true', "name_key"],
    ["User", 'externalId eq "1" and active eq true', "external_id"],
    ["User", `id eq "${randomUUID()}" and manager eq "2"`, "id"],
    ["User", 'displayName eq "Ada"', "display_key"],
    ["User", 'emails.value eq "ada@example.com"', "email_key"],
    ["User", 'emails eq "ada@example.com"', "email_key_2"],
    ["User", 'emails[type eq "work"].value eq "ada@example.com"', "email_key_3"],
    ["User", 'emails[value eq "ada@example.com" and type eq "work"] and active eq true', "email_key"],
    ["Group", 'displayName eq "Staff"', "name_key"],
    ["Group", 'externalId eq "1"', "external_id"],
    ["Group", `id eq "${randomUUID()}" and members eq "${randomUUID()}"`, "id"],
    ["Group", `members[value eq "${randomUUID()}"]`, "member_id"],
  ])("%s: %s", async (name, filter, column) => {
    expect(await planOf(name === "User" ? user : group, filter)).toMatch(
      new RegExp(`Index Cond: .*\\b${column} = `),
    );
  });
});

test("moments are sorted as moments, whatever their zone", async () => {
  const extension = {
    id: "urn:example:User",
    name: "Example",
    description: "",
    attributes: [attribute("since", "dateTime", "")],
  };
  const type = catalog([extension]).user;
  const since = ["2020-01-01T00:00:00+05:00", "2019-12-31T23:00:00Z", "2019-12-31T20:00:00"];
  const made = since.map(() => newResourceId());
  for (const [index, id] of made.entries()) {
    const document = { userName: `since ${index}`, [extension.id]: { since: since[index] ?? "" } };
    const text = JSON.stringify(document);
    const keys = keysOf(type, id, document, text, true);
    await createResource(database, { ...actor, tenant: 2 }, "U", id, keys, text);
  }
  const sort = sortKey([type], `${extension.id}:since`, "ascending");
  const rows = await listResources(database, 2, listing({ sort }));
  expect(rows.map(({ id }) => id)).toStrictEqual([made[0], made[2], made[1]]);
});

describe("pages", () => {
  test("follow each other by id without a gap", async () => {
    const pages: string[] = [];
    for (let offset = 0; offset < USERS + 10; offset += 10) {
      const rows = await listResources(database, TENANT, listing({ offset }));
      pages.push(...rows.map(({ id }) => id));
    }
    expect(pages).toStrictEqual(ids.toSorted());
  });

  test("of a sorted list follow each other by the sort key", async () => {
    const sort = sortKey([user], "title", "descending");
    const keys: (string | null)[] = [];
    for (let offset = 0; offset < USERS; offset += 10) {
      const rows = await listResources(database, TENANT, listing({ offset, sort }));
      keys.push(...rows.map(({ key }) => key));
    }
    const titles = Array.from({ length: USERS }, (_, index) => `title ${index}`);
    expect(keys).toStrictEqual(titles.toSorted().toReversed());
  });
});
