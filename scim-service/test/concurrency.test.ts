import { afterAll, beforeAll, expect, test } from "vitest";
import { ENTERPRISE, GROUP, PATCH_OP, type ScimClient } from "./scim-client.ts";
import { startTestService, withDatabase, type TestService } from "./service.ts";

// Two replicas on one database: what holds here holds for any number of them.

let service: TestService;
let replica: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  replica = await startTestService({ DATABASE_URL: service.databaseUrl });
  scim = await service.tenant("contoso");
});
afterAll(async () => {
  await service.stop();
  await replica.stop();
});

/** The same client at one replica, then the other. */
function clients(index: number): ScimClient {
  const { base, token } = scim;
  return index % 2 === 0
    ? scim
    : new (scim.constructor as typeof ScimClient)(base.replace(service.url, replica.url), token);
}

function list(members: readonly string[]) {
  return members.map((value) => ({ value }));
}

function countOf(replies: readonly { readonly status: number }[], status: number): number {
  return replies.filter((reply) => reply.status === status).length;
}

function changeVersion1(path: string, index: number) {
  return clients(index).send(
    "PATCH",
    path,
    { schemas: [PATCH_OP], Operations: [{ op: "replace", path: "displayName", value: `name ${index}` }] },
    { "if-match": 'W/"1"' },
  );
}

async function users(count: number, prefix: string): Promise<readonly string[]> {
  const made = await Promise.all(Array.from({ length: count }, (_, index) => scim.user(`${prefix}${index}`)));
  return made.map(({ id }) => id).toSorted();
}

test("200 members added at the same time are all there, and each addition raises the version", async () => {
  const ids = await users(200, "parallel");
  const group = await scim.group("parallel");
  const replies = await Promise.all(
    ids.map((value, index) =>
      clients(index).patch(`/Groups/${group.id}`, { op: "Add", path: "members", value: [{ value }] }),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([204]));
  expect(await scim.members(group.id)).toStrictEqual(ids);
  const { headers } = await scim.get(`/Groups/${group.id}?excludedAttributes=members`);
  expect(headers.get("etag")).toBe('W/"201"');
});

test("overlapping sets of members added and removed at the same time neither deadlock nor get lost", async () => {
  const ids = await users(30, "overlap");
  const group = await scim.group("overlap", ids.slice(0, 10));
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const shuffled = index % 2 === 0 ? ids.slice(10) : ids.slice(10).toReversed();
      return clients(index).patch(
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

test("parallel PATCHes of one user all take effect", async () => {
  const { id } = await scim.user("patched");
  const paths = [
    "title",
    "displayName",
    "nickName",
    "userType",
    "name.givenName",
    "name.familyName",
    `${ENTERPRISE}:department`,
  ];
  const operations = paths.flatMap((path) => Array.from({ length: 4 }, () => path));
  const replies = await Promise.all(
    operations.map((path, index) =>
      clients(index).patch(`/Users/${id}`, { op: "replace", path, value: path }),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([200]));
  expect((await scim.get(`/Users/${id}`)).body).toMatchObject({
    title: "title",
    displayName: "displayName",
    nickName: "nickName",
    userType: "userType",
    name: { givenName: "name.givenName", familyName: "name.familyName" },
    [ENTERPRISE]: { department: `${ENTERPRISE}:department` },
  });
});

test("of several creations of one name exactly one succeeds", async () => {
  const names = ["Same", "same", "SAME", "sAmE"];
  const replies = await Promise.all(
    names.map((userName, index) => clients(index).send("POST", "/Users", { schemas: [], userName })),
  );
  expect([countOf(replies, 201), countOf(replies, 409)]).toStrictEqual([1, 3]);
});

test("PUTs of groups and additions to them at two replicas neither deadlock nor fail", async () => {
  const ids = await users(40, "put");
  const groups = [await scim.group("put a"), await scim.group("put b")];
  const replies = await Promise.all(
    Array.from({ length: 120 }, (_, index) => {
      const { id, displayName } = groups[index % 2] ?? { id: "", displayName: "" };
      const some = list(ids.slice(index % 20, (index % 20) + 20));
      const shuffled = index % 3 === 0 ? some.toReversed() : some;
      return index % 4 === 0
        ? clients(index).send("PUT", `/Groups/${id}`, { schemas: [GROUP], displayName, members: shuffled })
        : clients(index).patch(`/Groups/${id}`, { op: "add", path: "members", value: shuffled });
    }),
  );
  expect(replies.filter(({ status }) => status !== 200 && status !== 204)).toStrictEqual([]);
});

test("of parallel replacements of all members one is the last, whole", async () => {
  const ids = await users(12, "replaced");
  const { id } = await scim.group("replaced");
  const sets = [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)];
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(
      sets.map((set, index) =>
        clients(index).patch(`/Groups/${id}`, { op: "replace", path: "members", value: list(set) }),
      ),
    );
    expect(sets).toContainEqual(await scim.members(id));
  }
});

test("groups that list each other are replaced at the same time", async () => {
  const [a, b] = [await scim.group("mutual a"), await scim.group("mutual b")];
  const put = (index: number, group: typeof a, other: typeof a) =>
    clients(index).send("PUT", `/Groups/${group.id}`, {
      schemas: [GROUP],
      displayName: group.displayName,
      members: index % 4 < 2 ? list([other.id]) : [],
    });
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? put(index, a, b) : put(index, b, a))),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([200]));
});

test("many parallel PATCHes of one user that depend on each other all take effect", async () => {
  const { id } = await scim.user("hot");
  const addresses = Array.from({ length: 150 }, (_, index) => `hot${index}@example.com`);
  const replies = await Promise.all(
    addresses.map((value, index) =>
      clients(index).patch(`/Users/${id}`, { op: "add", path: "emails", value: [{ value }] }),
    ),
  );
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([200]));
  const { emails } = (await scim.get(`/Users/${id}`)).body as unknown as { emails: { value: string }[] };
  expect(emails.map(({ value }) => value).toSorted()).toStrictEqual(addresses.toSorted());
});

test("the change log has the changes of a group in the order in which they took effect", async () => {
  const ids = await users(30, "replayed");
  const { id } = await scim.group("replayed");
  const some = (index: number) =>
    list(Array.from({ length: 8 }, (_, n) => ids[(index * 7 + n * 3) % 30] ?? ""));
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        clients(index).patch(`/Groups/${id}`, {
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
    const [user = ""] = await users(1, `removed${round}-`);
    await scim.patch(`/Groups/${id}`, { op: "add", path: "members", value: list([user]) });
    await Promise.all([
      clients(round).patch(`/Groups/${id}`, { op: "remove", path: "members", value: list([user]) }),
      clients(round + 1).send("DELETE", `/Users/${user}`),
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
  const { rows } = await withDatabase(service.databaseUrl, (client) =>
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

test("good and bad requests that arrive together each get their own answer", async () => {
  const ids = await users(20, "mixed");
  const group = await scim.group("mixed");
  const nobody = "00000000-0000-4000-8000-000000000000";
  const additions = ids.flatMap((id, index) => (index % 4 === 0 ? [id, nobody] : [id]));
  const added = await Promise.all(
    additions.map((value) =>
      scim.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value }] }),
    ),
  );
  expect(added.map(({ status }) => status)).toStrictEqual(additions.map((id) => (id === nobody ? 400 : 204)));
  expect(await scim.members(group.id)).toStrictEqual(ids);

  const disabled = await Promise.all(
    additions.map((id) => scim.patch(`/Users/${id}`, { op: "replace", path: "active", value: false })),
  );
  expect(disabled.map(({ status }) => status)).toStrictEqual(
    additions.map((id) => (id === nobody ? 404 : 200)),
  );
  expect((await scim.filter("/Users", "active eq false")).body.totalResults).toBe(ids.length);
});

test("several changes of one attribute that arrive together are made in turn, each with its line in the log", async () => {
  const { id } = await scim.user("in-turn");
  const titles = Array.from({ length: 10 }, (_, index) => `title ${index}`);
  const replies = await Promise.all(
    titles.map((value) => scim.patch(`/Users/${id}`, { op: "replace", path: "title", value })),
  );
  const versions = replies.map(({ headers }) => Number(/\d+/.exec(headers.get("etag") ?? "")?.[0]));
  expect(versions.toSorted((a, b) => a - b)).toStrictEqual(titles.map((_, index) => index + 2));
  for (const [index, { body }] of replies.entries()) expect(body.title).toBe(titles[index]);
  const { rows } = await withDatabase(service.databaseUrl, (client) =>
    client.query<{ before: { title?: string }; after: { title: string } }>(
      "select before, after from scim.changes where resource_id = $1 and action = 'update' order by xact, id",
      [id],
    ),
  );
  expect(rows.map(({ after }) => after.title).toSorted()).toStrictEqual(titles);
  expect(rows.map(({ before }) => before.title)).toStrictEqual([
    undefined,
    ...rows.slice(0, -1).map(({ after }) => after.title),
  ]);
});

test("of several conditional changes of one version exactly one succeeds", async () => {
  const user = await scim.user("conditional");
  const group = await scim.group("conditional");
  const succeeded = { [`/Users/${user.id}`]: 200, [`/Groups/${group.id}`]: 204 };
  for (const [path, status] of Object.entries(succeeded)) {
    const replies = await Promise.all(Array.from({ length: 6 }, (_, index) => changeVersion1(path, index)));
    expect([countOf(replies, status), countOf(replies, 412)]).toStrictEqual([1, 5]);
  }
});

test("a user who is deleted while being added leaves no membership behind", async () => {
  const group = await scim.group("racing");
  for (let round = 0; round < 10; round += 1) {
    const [id = ""] = await users(1, `racing${round}-`);
    const [added, deleted] = await Promise.all([
      clients(round).patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: id }] }),
      clients(round + 1).send("DELETE", `/Users/${id}`),
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
  const rows = await withDatabase(service.databaseUrl, (client) =>
    client.query<{ sets: number; logged: number }>(
      `select (select sum(version) from scim.resources)::int + (select sum(revision) from scim.membership_revisions)::int as sets,
        (select count(*) from scim.changes c where exists (
          select from scim.resources r where r.tenant = c.tenant and r.type = c.resource_type and r.id = c.resource_id))::int as logged`,
    ),
  );
  expect(rows.rows[0]?.logged).toBe(rows.rows[0]?.sets);
});
