import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { noting } from "../../test/sent-statements.ts";
import { createDatabase } from "../../test/service.ts";
import { catalog } from "../scim/schema/catalog.ts";
import { createResource } from "./create-resource.ts";
import { openDatabase, type Database, type Queries } from "./database.ts";
import { migrate } from "./migrate.ts";
import { newResourceId } from "./resource-id.ts";
import { keysOf } from "./resource-keys.ts";
import { addUsers, removeMembers } from "./shared-members.ts";

const { user, group } = catalog([]);
const actor = { tenant: 1, tokenId: randomUUID(), requestId: "members" };
let database: Database;
/** The names of the statements, in the order in which they were sent. */
let sent: (string | undefined)[];
let queries: Queries;

beforeAll(async () => {
  database = openDatabase({ url: await createDatabase(), poolSize: 4, onConnectionLost: () => {} });
  await migrate(database);
});
afterAll(() => database.close());
beforeEach(() => {
  sent = [];
  queries = noting(database, (name) => sent.push(name));
});

async function create(type: typeof user, name: string): Promise<string> {
  const id = newResourceId();
  const document = { [type === user ? "userName" : "displayName"]: name };
  const text = JSON.stringify(document);
  await createResource(database, actor, type.kind, id, keysOf(type, id, document, text, true), text);
  return id;
}

const createUsers = (prefix: string, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => create(user, `${prefix}${index}`)));

async function members(groupId: string): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    { text: "select member_id as id from scim.memberships where group_id = $1 order by member_id" },
    [groupId],
  );
  return rows.map(({ id }) => id);
}

test("removals that arrive together share a statement, and each is told how many it removed", async () => {
  const groupId = await create(group, "removals");
  const [a = "", b = "", c = "", stranger = ""] = await createUsers("removals", 4);
  await addUsers(queries, actor, groupId, [a, b, c]);
  sent = [];
  const removed = await Promise.all([
    removeMembers(queries, actor, groupId, [a, b]),
    removeMembers(queries, actor, groupId, [stranger]),
    removeMembers(queries, actor, randomUUID(), [c]),
  ]);
  expect(removed).toStrictEqual([2, 0, undefined]);
  expect(await members(groupId)).toStrictEqual([c]);
  expect(sent).toStrictEqual(["members_change"]);
});

test("additions and removals in turns share a statement", async () => {
  const groupId = await create(group, "turns");
  const ids = await createUsers("turns", 40);
  const leaving = ids.filter((_, index) => index % 2 === 0);
  await addUsers(queries, actor, groupId, leaving);
  sent = [];
  const results = await Promise.all(
    ids.map((id, index) => (index % 2 === 0 ? removeMembers : addUsers)(queries, actor, groupId, [id])),
  );
  expect(results).toStrictEqual(ids.map((_, index) => (index % 2 === 0 ? 1 : true)));
  expect(await members(groupId)).toStrictEqual(ids.filter((id) => !leaving.includes(id)).toSorted());
  expect(sent).toStrictEqual(["members_change"]);
});

test("a user who is added and removed at once is in two statements, each with its line in the change log", async () => {
  const groupId = await create(group, "there and back");
  const [id = ""] = await createUsers("there and back", 1);
  await addUsers(queries, actor, groupId, [id]);
  sent = [];
  const results = await Promise.all([
    removeMembers(queries, { ...actor, requestId: "out" }, groupId, [id]),
    addUsers(queries, { ...actor, requestId: "in" }, groupId, [id]),
  ]);
  expect(results).toStrictEqual([1, true]);
  expect(sent).toHaveLength(2);
  const log = await database.query<{ request: string; before: unknown; after: unknown }>(
    {
      text: "select request, before, after from scim.changes where resource_id = $1 order by xact, id offset 2",
    },
    [groupId],
  );
  const last = log.at(-1)?.request;
  expect(await members(groupId)).toStrictEqual(last === "out" ? [] : [id]);
  expect(log.find(({ request }) => request === "out")).toStrictEqual({
    request: "out",
    before: { members: [id] },
    after: null,
  });
});

test("an addition of somebody unknown fails alone, beside removals", async () => {
  const groupId = await create(group, "unknown");
  const [a = "", b = ""] = await createUsers("unknown", 2);
  await addUsers(queries, actor, groupId, [a]);
  const results = await Promise.all([
    removeMembers(queries, actor, groupId, [a]),
    addUsers(queries, actor, groupId, [randomUUID()]),
    addUsers(queries, actor, groupId, [b]),
  ]);
  expect(results).toStrictEqual([1, false, true]);
  expect(await members(groupId)).toStrictEqual([b]);
});
