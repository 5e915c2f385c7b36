import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fixtures,
  filtered,
  got,
  patched,
  rulesOf,
  sent,
  unique,
  type Sending,
} from "../../test/leniency-requests.ts";
import {
  ENTERPRISE,
  GROUP,
  PATCH_OP,
  SIGHTCALL,
  USER,
  type Resource,
  type ScimClient,
  type ScimReply,
} from "../../test/scim-client.ts";
import { startTestService, type TestService } from "../../test/service.ts";

// What a leniency leaves behind, and what needs none.

let service: TestService;
let lenient: ScimClient;
let strict: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  lenient = await service.tenant("lenient");
  strict = await service.tenant("strict", { strict: true });
});
afterAll(() => service.stop());

test("a strict tenant's element is replaced as a whole", async () => {
  const { user } = await fixtures(strict);
  const operation = { op: "replace", path: 'emails[type eq "work"]', value: { value: "new@example.com" } };
  const { body } = await strict.patch(`/Users/${user.id}`, operation);
  expect(body["emails"]).toStrictEqual([{ value: "new@example.com" }]);
});

test("a strict tenant finds externalId in no schema", async () => {
  const { body } = await strict.get("/Schemas");
  expect(JSON.stringify(body)).not.toContain("externalId");
});

describe("no leniency is needed for", () => {
  test.each<[string, Sending]>([
    ["a boolean without a path", patched({ op: "replace", value: { active: false } })],
    ["a path", patched({ op: "replace", path: "name.givenName", value: "Ada" })],
    ["a path with a URN", patched({ op: "add", path: `${ENTERPRISE}:manager`, value: { value: "1" } })],
    [
      "a value path that matches",
      patched({ op: "replace", path: 'emails[type eq "work"].value', value: "x" }),
    ],
    ["a removal", patched({ op: "remove", path: 'emails[type eq "work"]' })],
    ["a new name of a group", patched({ op: "replace", value: { displayName: "renamed" } }, "group")],
    ["a filter", filtered('userName eq "ada lovelace" and (active eq true or not (emails[type eq "work"]))')],
    ["a plus that is a space", got('/Users?filter=userName+eq+"ada+lovelace"')],
    [
      "an object that is added to a list",
      patched({ op: "add", path: "emails", value: { value: "a@x.test" } }),
    ],
    ["a plus that is one", got("/Users?filter=userName%20eq%20%22ada%2Blovelace%22")],
    [
      "a member more",
      async (client, { group }, headers) => {
        const { id } = await client.user(unique("member"));
        const operation = { op: "add", path: "members", value: [{ value: id }] };
        const body = { schemas: [PATCH_OP], Operations: [operation] };
        return client.send("PATCH", `/Groups/${group.id}`, body, headers);
      },
    ],
    [
      "a member less",
      (client, { user, group }, headers) =>
        patched({ op: "remove", path: `members[value eq "${user.id}"]` }, "group")(
          client,
          { user, group },
          headers,
        ),
    ],
    [
      "a user with everything",
      sent("POST", "/Users", () => ({
        schemas: [USER, ENTERPRISE, SIGHTCALL],
        userName: unique("whole"),
        emails: [{ value: "a@example.com", type: "work", primary: true }],
        [ENTERPRISE]: { manager: { value: "1" } },
        [SIGHTCALL]: { profile: "recording" },
      })),
    ],
  ])("%s", async (_what, send) => {
    const id = unique("plain");
    expect([200, 201, 204]).toContain(
      (await send(lenient, await fixtures(lenient), { "x-request-id": id })).status,
    );
    expect(await rulesOf(service, id)).toStrictEqual([]);
  });
});

describe("group names are unique", () => {
  test.each<[string, (client: ScimClient, group: Resource, displayName: string) => Promise<ScimReply>]>([
    [
      "by PATCH",
      (client, { id }, value) => client.patch(`/Groups/${id}`, { op: "replace", path: "displayName", value }),
    ],
    [
      "by PUT",
      (client, { id }, displayName) => client.send("PUT", `/Groups/${id}`, { schemas: [GROUP], displayName }),
    ],
  ])("%s to a lenient tenant, and to no strict one", async (_how, rename) => {
    for (const [client, status] of [
      [lenient, 409],
      [strict, 200],
    ] as const) {
      const taken = (await fixtures(client)).group.displayName.toUpperCase();
      expect((await rename(client, (await fixtures(client)).group, taken)).status).toBe(status);
    }
  });
});

test("what a lenient request changes is what it says", async () => {
  const { user, group } = await fixtures(lenient);
  const other = await lenient.user(unique("other"));
  await lenient.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: other.id }] });
  await lenient.patch(`/Groups/${group.id}`, { op: "remove", path: "members", value: [{ value: user.id }] });
  expect(await lenient.members(group.id)).toStrictEqual([other.id]);
  await lenient.patch(
    `/Users/${user.id}`,
    { op: "replace", value: { active: "False", shoeSize: 44, manager: "1" } },
    { op: "replace", path: "title", value: "CTO" },
    { op: "replace", path: "title", value: "" },
  );
  const { body } = await lenient.get(`/Users/${user.id}`);
  expect(body).toMatchObject({ active: false, [ENTERPRISE]: { manager: { value: "1" } } });
  expect(body).not.toHaveProperty("title");
  const { body: empty } = await strict
    .user("empty")
    .then(({ id }) => strict.patch(`/Users/${id}`, { op: "replace", path: "title", value: "" }));
  expect(empty.title).toBe("");
});

test("a role that comes again as JSON is the same role", async () => {
  const role = {
    primary: false,
    type: "WindowsAzureActiveDirectoryRole",
    displayName: "Admin",
    value: "Admin",
  };
  const { id } = await lenient.user("role-holder", { roles: [role] });
  const value = JSON.stringify({ id: "1", value: "Admin", displayName: "Admin" });
  await lenient.patch(`/Users/${id}`, { op: "Add", path: "roles", value: [{ value }] });
  const { body } = await lenient.get(`/Users/${id}`);
  expect(body["roles"]).toStrictEqual([
    { primary: false, type: "WindowsAzureActiveDirectoryRole", display: "Admin", value: "Admin" },
  ]);
});

test("the flag is ignored as a parameter, in any place", async () => {
  for (const query of [
    "?aadOptscim062020&count=0",
    "?count=0&aadOptscim062020",
    "?aadOptscim062020=1&count=0",
  ]) {
    expect((await lenient.get(`/Users${query}`)).status).toBe(200);
  }
});

test("a PatchOp message without schemas is only for a lenient tenant", async () => {
  const operations = [{ op: "replace", path: "title", value: "CTO" }];
  for (const [client, status] of [
    [lenient, 200],
    [strict, 400],
  ] as const) {
    const { user } = await fixtures(client);
    const reply = await client.send("PATCH", `/Users/${user.id}`, { Operations: operations });
    expect(reply.status).toBe(status);
  }
});
