import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../../src/scim/json.ts";
import { GROUP, PATCH_OP, USER, type ScimClient } from "../scim-client.ts";
import { startTestService, withDatabase, type TestService } from "../service.ts";

let service: TestService;
let client: ScimClient;

beforeAll(async () => {
  service = await startTestService({ CONSOLE: "key" });
  client = await service.tenant("kept");
});
afterAll(() => service.stop());

function kept(at: TestService = service) {
  return withDatabase(at.databaseUrl, async (database) => {
    const { rows } = await database.query<Record<string, unknown>>("select * from scim.requests order by id");
    return rows;
  });
}

const last = async () => (await kept()).at(-1);

test("a refused request is kept with its reason, Entra's header and the name it was about", async () => {
  const ada = await client.user("Ada@example.com", { externalId: "ada-1" });
  const entra = "Date:2026-11-27T08:00:00Z, ActivityId:7c6c0b3e";
  const reply = await client.send(
    "POST",
    "/Users",
    { schemas: [USER], userName: "ADA@example.com", externalId: "ada-2", password: "hunter2-secret" },
    { adscimversion: entra },
  );
  expect(reply.status).toBe(409);
  await expect.poll(last).toMatchObject({
    operation: "User.create",
    method: "POST",
    path: "/Users",
    status: 409,
    scim_type: "uniqueness",
    request: reply.headers.get("x-request-id"),
    entra,
    name_key: "ada@example.com",
    external_id: "ada-2",
    resource_id: null,
  });
  expect((await last())?.["detail"]).toContain("ADA@example.com");
  const rows = await kept();
  expect(rows.find(({ status }) => status === 201)).toMatchObject({ resource_id: ada.id, scim_type: null });
  const text = JSON.stringify(rows);
  expect(text).not.toContain("hunter2");
  expect(text).not.toContain(client.token);
});

test("a search is kept with the name in its filter and the leniencies that it used", async () => {
  await client.filter("/Users", "externalId eq jyoung");
  await expect.poll(last).toMatchObject({ operation: "User.list", rules: ["unquotedValue"] });
  await client.filter("/Users", String.raw`userName eq "Quo\"te" and active eq true`);
  await expect.poll(last).toMatchObject({ name_key: 'quo"te' });
  await client.send("POST", "/Users/.search", {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
    filter: 'userName eq "by-post"',
  });
  await expect.poll(last).toMatchObject({ operation: "User.search", name_key: "by-post" });
  await client.filter("/Users", 'password eq "hunter2-secret"');
  await expect.poll(last).toMatchObject({ path: "/Users?…" });
});

test("a name that no database text can hold costs no other request its line", async () => {
  await client.filter("/Users", String.raw`userName eq "\ud800"`);
  await expect.poll(last).toMatchObject({ operation: "User.list", status: 400, name_key: null });
});

/** What is kept of the newest request, with the members that it names. */
const lastMembers = () =>
  withDatabase(service.databaseUrl, async (database) => {
    const { rows } = await database.query<Record<string, unknown>>(
      `select r.operation, r.status, r.resource_id, array(
          select member_id::text from scim.request_members m where m.tenant = r.tenant and m.request = r.id order by 1
        ) as members
        from scim.requests r order by r.id desc limit 1`,
    );
    return rows[0];
  });

test("a request about a group is kept with the members that it names, also one that is refused", async () => {
  const [a, b, c] = await Promise.all(["a", "b", "c"].map((name) => client.user(`${name}@members`)));
  const ids = [a?.id ?? "", b?.id ?? "", c?.id ?? ""] as const;
  const group = await client.group("members", ids);
  await expect.poll(lastMembers).toEqual({
    operation: "Group.create",
    status: 201,
    resource_id: group.id,
    members: ids.toSorted(),
  });
  const path = `/Groups/${group.id}`;
  await client.patch(
    path,
    { op: "Remove", path: "members", value: [{ value: ids[0] }] },
    { op: "remove", path: `members[value eq "${ids[1]}"]` },
    { op: "Add", value: { displayName: "renamed", members: [{ value: ids[2] }] } },
  );
  const patched = { operation: "Group.patch", resource_id: group.id };
  await expect.poll(lastMembers).toEqual({ ...patched, status: 204, members: ids.toSorted() });
  const nobody = crypto.randomUUID();
  await client.patch(path, { op: "add", path: `${GROUP}:members`, value: [nobody, "not-an-id"] });
  await expect.poll(lastMembers).toEqual({ ...patched, status: 400, members: [nobody] });
  await client.filter("/Groups", `id eq "${group.id}" and members eq "${ids[0]}"`);
  await expect
    .poll(lastMembers)
    .toEqual({ operation: "Group.list", status: 200, resource_id: group.id, members: [ids[0]] });
});

test("of a request with more members than are kept, the first ones are", async () => {
  const value = Array.from({ length: 1_200 }, () => ({ value: crypto.randomUUID() }));
  await client.patch(`/Groups/${crypto.randomUUID()}`, { op: "add", path: "members", value });
  const first = value.slice(0, 1_000).map((member) => member.value);
  await expect.poll(async () => (await lastMembers())?.["members"]).toEqual(first.toSorted());
});

const patch = (path: string, ...Operations: readonly Json[]) => ({
  method: "PATCH",
  path,
  data: { schemas: [PATCH_OP], Operations },
});

test("each operation of a Bulk is kept like a request of its own", async () => {
  const reply = await client.send("POST", "/Bulk", {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    Operations: [
      { method: "POST", path: "/Users", bulkId: "u", data: { userName: "in-bulk", externalId: "bulk-1" } },
      { method: "POST", path: "/Users", bulkId: "v", data: { schemas: [USER], userName: "IN-BULK" } },
      {
        method: "POST",
        path: "/Groups",
        bulkId: "g",
        data: { schemas: [GROUP], displayName: "in bulk", members: [{ value: "bulkId:u" }] },
      },
      patch("/Users/bulkId:u", { op: "Replace", path: "title", value: "T" }),
      { method: "\u2028".repeat(20), path: "/nowhere" },
    ],
  });
  const requestId = reply.headers.get("x-request-id");
  const ofBulk = async () => (await kept()).filter(({ request }) => request === requestId);
  await expect.poll(async () => (await ofBulk()).length).toBe(6);
  const rows = await ofBulk();
  const [, made] = rows;
  const id = made?.["resource_id"];
  expect(rows).toMatchObject([
    { operation: "bulk", status: 200, resource_id: null, rules: [] },
    {
      operation: "User.create",
      method: "POST",
      path: "/Users",
      status: 201,
      resource_id: expect.stringMatching(/^[\da-f-]{36}$/),
      name_key: "in-bulk",
      external_id: "bulk-1",
      rules: ["schemasIncomplete"],
    },
    {
      operation: "User.create",
      status: 409,
      scim_type: "uniqueness",
      resource_id: null,
      name_key: "in-bulk",
    },
    { operation: "Group.create", status: 201, name_key: "in bulk" },
    { operation: "User.patch", path: "/Users/bulkId:u", status: 200, resource_id: id, rules: ["opCase"] },
    { operation: "bulk", method: "\u2028".repeat(16), status: 404 },
  ]);
  expect(rows[2]?.["detail"]).toContain("IN-BULK");
  const members = await withDatabase(service.databaseUrl, async (database) => {
    const found = await database.query("select request from scim.request_members where member_id = $1", [id]);
    return found.rows;
  });
  expect(members).toEqual([{ request: rows[3]?.["id"] }]);
});

test("requests are counted by the hour, refusals and leniencies by themselves", async () => {
  await expect
    .poll(() =>
      withDatabase(service.databaseUrl, async (database) => {
        const { rows } = await database.query<{ name: string; sum: string }>(
          "select name, sum(count)::text as sum from scim.request_counts group by name",
        );
        return Object.fromEntries(rows.map(({ name, sum }) => [name, Number(sum)]));
      }),
    )
    .toMatchObject({ requests: (await kept()).length, "rule:unquotedValue": 1 });
});

test("what waits at the end is written", async () => {
  const ending = await startTestService({ CONSOLE: "key" });
  const other = await ending.tenant("ending");
  await other.get("/Users?count=0");
  await ending.stop();
  expect(await kept(ending)).toHaveLength(1);
});

test("nothing is kept while the console is off", async () => {
  const off = await startTestService();
  const other = await off.tenant("off");
  await other.get("/Users?count=0");
  await off.stop();
  expect(await kept(off)).toHaveLength(0);
  expect(await fetch(`${service.url}/metrics`).then((reply) => reply.text())).toContain(
    "scim_console_requests_dropped_total 0",
  );
});
