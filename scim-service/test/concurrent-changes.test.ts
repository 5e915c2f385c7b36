import { afterAll, beforeAll, expect, test } from "vitest";
import { startReplicas, type Replicas } from "./replicas.ts";
import { ENTERPRISE, PATCH_OP, type ScimClient, type ScimReply } from "./scim-client.ts";
import { withDatabase } from "./service.ts";

let replicas: Replicas;
let scim: ScimClient;

beforeAll(async () => {
  replicas = await startReplicas();
  scim = replicas.scim;
});
afterAll(() => replicas.stop());

function countOf(replies: readonly { readonly status: number }[], status: number): number {
  return replies.filter((reply) => reply.status === status).length;
}

function changeVersion1(path: string, index: number) {
  return replicas
    .client(index)
    .send(
      "PATCH",
      path,
      { schemas: [PATCH_OP], Operations: [{ op: "replace", path: "displayName", value: `name ${index}` }] },
      { "if-match": 'W/"1"' },
    );
}

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
      replicas.client(index).patch(`/Users/${id}`, { op: "replace", path, value: path }),
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
    names.map((userName, index) => replicas.client(index).send("POST", "/Users", { schemas: [], userName })),
  );
  expect([countOf(replies, 201), countOf(replies, 409)]).toStrictEqual([1, 3]);
});

test("many parallel PATCHes of one user that depend on each other all take effect", async () => {
  const { id } = await scim.user("hot");
  const addresses = Array.from({ length: 150 }, (_, index) => `hot${index}@example.com`);
  // A change that waits for the others for too long is told to come again.
  const add = async (value: string, index: number): Promise<ScimReply> => {
    const operation = { op: "add", path: "emails", value: [{ value }] };
    const reply = await replicas.client(index).patch(`/Users/${id}`, operation);
    return reply.status === 503 ? add(value, index) : reply;
  };
  const replies = await Promise.all(addresses.map(add));
  expect(new Set(replies.map(({ status }) => status))).toStrictEqual(new Set([200]));
  const { emails } = (await scim.get(`/Users/${id}`)).body as unknown as { emails: { value: string }[] };
  expect(emails.map(({ value }) => value).toSorted()).toStrictEqual(addresses.toSorted());
});

test("good and bad requests that arrive together each get their own answer", async () => {
  const ids = await replicas.users(20, "mixed");
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
  const { rows } = await withDatabase(replicas.service.databaseUrl, (client) =>
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

test("every change is in the change log, in the transaction that made it", async () => {
  const { counted, logged } = await replicas.changes();
  expect(logged).toBe(counted);
});
