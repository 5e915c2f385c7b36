import { afterAll, beforeAll, expect, test } from "vitest";
import { startReplicas, type Replicas } from "./replicas.ts";
import { GROUP, type ScimClient } from "./scim-client.ts";
import { withDatabase } from "./service.ts";

let replicas: Replicas;
let scim: ScimClient;

beforeAll(async () => {
  replicas = await startReplicas();
  scim = replicas.scim;
});
afterAll(() => replicas.stop());

function list(members: readonly string[]) {
  return members.map((value) => ({ value }));
}

test("200 members added at the same time are all there, and each addition raises the version", async () => {
  const ids = await replicas.users(200, "parallel");
  const group = await scim.group("parallel");
  const replies = await Promise.all(
    ids.map((value, index) =>
      replicas.client(index).patch(`/Groups/${group.id}`, { op: "Add", path: "members", value: [{ value }] }),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([204]));
  expect(await scim.members(group.id)).toStrictEqual(ids);
  const { headers } = await scim.get(`/Groups/${group.id}?excludedAttributes=members`);
  expect(headers.get("etag")).toBe('W/"201"');
});

const isLeaving = (index: number) => index % 2 === 0;

test("200 members added and removed in turns at the same time end as the replies say", async () => {
  const ids = await replicas.users(200, "turns");
  const group = await scim.group(
    "turns",
    ids.filter((_, index) => isLeaving(index)),
  );
  const replies = await Promise.all(
    ids.map((value, index) =>
      replicas.client(index >> 1).patch(`/Groups/${group.id}`, {
        op: isLeaving(index) ? "Remove" : "Add",
        path: "members",
        value: [{ value }],
      }),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([204]));
  expect(await scim.members(group.id)).toStrictEqual(ids.filter((_, index) => !isLeaving(index)));
  const { headers } = await scim.get(`/Groups/${group.id}?excludedAttributes=members`);
  // One for the creation, one for the members that it came with.
  expect(headers.get("etag")).toBe('W/"202"');
});

test("overlapping sets of members added and removed at the same time neither deadlock nor get lost", async () => {
  const ids = await replicas.users(30, "overlap");
  const group = await scim.group("overlap", ids.slice(0, 10));
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const shuffled = index % 2 === 0 ? ids.slice(10) : ids.slice(10).toReversed();
      return replicas.client(index).patch(
        `/Groups/${group.id}`,
        index < 10
          ? { op: "add", path: "members", value: list(shuffled) }
          : {
              op: "remove",
              path: "members",
              value: list(index % 2 === 0 ? ids.slice(0, 10) : ids.slice(0, 10).toReversed()),
            },
      );
    }),
  );
  expect(replies.map(({ status }) => status)).toStrictEqual(replies.map(() => 204));
  expect(await scim.members(group.id)).toStrictEqual(ids.slice(10));
});

test("PUTs of groups and additions to them at two replicas neither deadlock nor fail", async () => {
  const ids = await replicas.users(40, "put");
  const groups = [await scim.group("put a"), await scim.group("put b")];
  const replies = await Promise.all(
    Array.from({ length: 120 }, (_, index) => {
      const { id, displayName } = groups[index % 2] ?? { id: "", displayName: "" };
      const some = list(ids.slice(index % 20, (index % 20) + 20));
      const shuffled = index % 3 === 0 ? some.toReversed() : some;
      return index % 4 === 0
        ? replicas
            .client(index)
            .send("PUT", `/Groups/${id}`, { schemas: [GROUP], displayName, members: shuffled })
        : replicas.client(index).patch(`/Groups/${id}`, { op: "add", path: "members", value: shuffled });
    }),
  );
  expect(replies.filter(({ status }) => status !== 200 && status !== 204)).toStrictEqual([]);
});

test("of parallel replacements of all members one is the last, whole", async () => {
  const ids = await replicas.users(12, "replaced");
  const { id } = await scim.group("replaced");
  const sets = [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)];
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(
      sets.map((set, index) =>
        replicas.client(index).patch(`/Groups/${id}`, { op: "replace", path: "members", value: list(set) }),
      ),
    );
    expect(sets).toContainEqual(await scim.members(id));
  }
});

test("groups that list each other are replaced at the same time", async () => {
  const [a, b] = [await scim.group("mutual a"), await scim.group("mutual b")];
  const put = (index: number, group: typeof a, other: typeof a) =>
    replicas.client(index).send("PUT", `/Groups/${group.id}`, {
      schemas: [GROUP],
      displayName: group.displayName,
      members: index % 4 < 2 ? list([other.id]) : [],
    });
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? put(index, a, b) : put(index, b, a))),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([200]));
});

test("the change log has the changes of a group in the order in which they took effect", async () => {
  const ids = await replicas.users(30, "replayed");
  const { id } = await scim.group("replayed");
  const some = (index: number) =>
    list(Array.from({ length: 8 }, (_, n) => ids[(index * 7 + n * 3) % 30] ?? ""));
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        replicas.client(index).patch(`/Groups/${id}`, {
          op: index % 2 === 0 ? "add" : "remove",
          path: "members",
          value: some(index + round),
        }),
      ),
    );
    expect([...(await replayed(id))].toSorted()).toStrictEqual(await scim.members(id));
  }
});

test("a member who is deleted and removed at the same time is logged as removed once", async () => {
  const { id } = await scim.group("removed once");
  for (let round = 0; round < 10; round += 1) {
    const [user = ""] = await replicas.users(1, `removed${round}-`);
    await scim.patch(`/Groups/${id}`, { op: "add", path: "members", value: list([user]) });
    await Promise.all([
      replicas.client(round).patch(`/Groups/${id}`, { op: "remove", path: "members", value: list([user]) }),
      replicas.client(round + 1).send("DELETE", `/Users/${user}`),
    ]);
  }
  const removals = (await logOf(id)).flatMap(({ before }) => before?.members ?? []);
  expect(removals).toHaveLength(new Set(removals).size);
});

interface MembersChange {
  readonly before: { readonly members?: readonly string[] } | null;
  readonly after: { readonly members?: readonly string[] } | null;
}

/** The changes of a group's members, in the order in which the log is read. */
async function logOf(groupId: string): Promise<readonly MembersChange[]> {
  const { rows } = await withDatabase(replicas.service.databaseUrl, (client) =>
    client.query<MembersChange>(
      "select before, after from scim.changes where resource_id = $1 and action = 'members' order by xact, id",
      [groupId],
    ),
  );
  return rows;
}

/** Who the log says is in a group. */
async function replayed(groupId: string): Promise<ReadonlySet<string>> {
  const members = new Set<string>();
  for (const { before, after } of await logOf(groupId)) {
    for (const id of before?.members ?? []) members.delete(id);
    for (const id of after?.members ?? []) members.add(id);
  }
  return members;
}

test("a user who is deleted while being added leaves no membership behind", async () => {
  const group = await scim.group("racing");
  for (let round = 0; round < 10; round += 1) {
    const [id = ""] = await replicas.users(1, `racing${round}-`);
    const [added, deleted] = await Promise.all([
      replicas
        .client(round)
        .patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: id }] }),
      replicas.client(round + 1).send("DELETE", `/Users/${id}`),
    ]);
    expect([204, 400]).toContain(added.status);
    expect(deleted.status).toBe(204);
  }
  expect(await scim.members(group.id)).toStrictEqual([]);
});

test("a change of members beside one of the name is all or nothing", async () => {
  const { id } = await scim.group("atomic");
  const reply = await scim.patch(
    `/Groups/${id}`,
    { op: "replace", path: "displayName", value: "changed" },
    { op: "add", path: "members", value: [{ value: "00000000-0000-4000-8000-000000000000" }] },
  );
  expect([reply.status, reply.body.scimType]).toStrictEqual([400, "invalidValue"]);
  expect((await scim.get(`/Groups/${id}`)).body.displayName).toBe("atomic");
});

test("every change is in the change log, in the transaction that made it", async () => {
  const { counted, logged } = await replicas.changes();
  expect(logged).toBe(counted);
});
