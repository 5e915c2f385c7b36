import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullUser } from "./full-user.ts";
import { ENTERPRISE, GROUP, PATCH_OP, USER, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Shapes of requests that Microsoft's SCIM validator was seen to send in February and April 2026, and of requests from
// Entra itself that a public log of September 2026 holds. For a tenant that is not strict.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("validator");
});
afterAll(() => service.stop());

const SCALAR = "urn:ietf:params:scim:schemas:extension:ScalarMVUser:2.0:User";
const MANAGER = `${ENTERPRISE}:manager`;

let count = 0;
function unique(prefix: string): string {
  count += 1;
  return `${prefix}-${count}@contoso.example`;
}

describe("the validator's requests", () => {
  test("a member is added by a replacement of members", async () => {
    const [before, after] = [await scim.user(unique("before")), await scim.user(unique("after"))];
    const { id } = await scim.group(unique("replaced"), [before.id]);
    const reply = await scim.patch(`/Groups/${id}`, {
      op: "replace",
      path: "members",
      value: [{ value: after.id }],
    });
    expect(reply.status).toBe(204);
    expect(await scim.members(id)).toStrictEqual([after.id]);
  });

  test.each(["userName", "externalId", "displayName"])("%s is replaced without a path", async (attribute) => {
    const { id } = await scim.user(unique("pathless"));
    const value = unique("new");
    const reply = await scim.patch(`/Users/${id}`, { op: "replace", value: { [attribute]: value } });
    expect([reply.status, reply.body[attribute]]).toStrictEqual([200, value]);
  });

  test.each(["externalId", "displayName"])("a group's %s is replaced without a path", async (attribute) => {
    const { id } = await scim.group(unique("pathless"));
    const value = unique("new");
    const reply = await scim.patch(`/Groups/${id}`, { op: "replace", value: { [attribute]: value } });
    expect(reply.status).toBe(204);
    expect((await scim.get(`/Groups/${id}`)).body[attribute]).toBe(value);
  });

  test('a role\'s primary is the text "True", and is true afterwards', async () => {
    const { body } = await scim.send("POST", "/Users", fullUser(unique("role")));
    expect(body["roles"]).toMatchObject([{ primary: true, value: "reader" }]);
  });

  test("36 additions in one PATCH are all made", async () => {
    const { id } = await scim.user(unique("many"));
    const texts: Record<string, string> = {
      ...Object.fromEntries(
        ["displayName", "title", "preferredLanguage", "nickName", "userType", "locale", "timezone"].map(
          (name) => [name, `new ${name}`],
        ),
      ),
      ...Object.fromEntries(
        ["givenName", "familyName", "formatted", "middleName", "honorificPrefix", "honorificSuffix"].map(
          (name) => [`name.${name}`, `new ${name}`],
        ),
      ),
      'emails[type eq "work"].value': "new@contoso.example",
      ...Object.fromEntries(
        ["formatted", "streetAddress", "locality", "region", "postalCode", "country"].map((name) => [
          `addresses[type eq "work"].${name}`,
          `new ${name}`,
        ]),
      ),
      ...Object.fromEntries(
        ["work", "mobile", "fax"].map((type) => [`phoneNumbers[type eq "${type}"].value`, `new ${type}`]),
      ),
      'roles[primary eq "True"].display': "Administrator",
      'roles[primary eq "True"].value': "admin",
      'roles[primary eq "True"].type': "tenant",
      ...Object.fromEntries(
        ["employeeNumber", "costCenter", "organization", "division", "department"].map((name) => [
          `${ENTERPRISE}:${name}`,
          `new ${name}`,
        ]),
      ),
      externalId: unique("external"),
      profileUrl: "https://contoso.example/new",
      userName: unique("renamed"),
    };
    const operations = [
      ...Object.entries(texts).map(([path, value]) => ({ op: "add", path, value })),
      { op: "add", path: "active", value: true },
      { op: "add", path: MANAGER, value: "manager-id" },
    ];
    expect(operations).toHaveLength(36);
    const { status, body } = await scim.patch(`/Users/${id}`, ...operations);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      userName: texts["userName"],
      title: "new title",
      name: { familyName: "new familyName", honorificSuffix: "new honorificSuffix" },
      emails: [{ type: "work", value: "new@contoso.example" }],
      addresses: [{ type: "work", locality: "new locality", country: "new country" }],
      roles: [{ primary: true, display: "Administrator", value: "admin", type: "tenant" }],
      [ENTERPRISE]: { division: "new division", manager: { value: "manager-id" } },
    });
    expect(body["phoneNumbers"]).toHaveLength(3);
  });

  test.each<[string, object | string]>([
    ["an object, as in February", { value: "manager-id" }],
    ["a text, as in April", "manager-id"],
  ])("the manager is set by %s", async (_how, value) => {
    const { id } = await scim.user(unique("managed"));
    const { status, body } = await scim.patch(`/Users/${id}`, { op: "replace", path: MANAGER, value });
    expect([status, body[ENTERPRISE]]).toStrictEqual([200, { manager: { value: "manager-id" } }]);
  });

  test.each<[string, object | string]>([
    ["an object with an empty value, as in February", { value: "" }],
    ["an empty text, as in April", ""],
  ])("the manager is cleared by %s", async (_how, value) => {
    const { id } = await scim.user(unique("cleared"), { [ENTERPRISE]: { manager: { value: "manager-id" } } });
    const { status, body } = await scim.patch(`/Users/${id}`, { op: "replace", path: MANAGER, value });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty([ENTERPRISE]);
  });

  test.each(["Users", "Groups"])("an empty PATCH of one of the %s changes nothing", async (endpoint) => {
    const { id } =
      endpoint === "Users" ? await scim.user(unique("empty")) : await scim.group(unique("empty"));
    const path = `/${endpoint}/${id}`;
    const before = await scim.get(path);
    const reply = await scim.send("PATCH", path, { schemas: [PATCH_OP], Operations: [] });
    expect([200, 204]).toContain(reply.status);
    const after = await scim.get(path);
    expect(after.body).toStrictEqual(before.body);
    expect(after.headers.get("etag")).toBe(before.headers.get("etag"));
    const missing = await scim.send("PATCH", `/${endpoint}/nobody`, { schemas: [PATCH_OP], Operations: [] });
    expect(missing.status).toBe(404);
  });
});

describe("a target attribute with an unquoted filter value, as Entra sent it in September 2026", () => {
  const element = { value: "first", primary: true };

  test("makes an element of a list that the service has", async () => {
    const { id } = await scim.user(unique("primary"));
    const path = "roles[primary eq true].value";
    const added = await scim.patch(`/Users/${id}`, { op: "add", path, value: "first" });
    expect(added.body["roles"]).toStrictEqual([element]);
    const replaced = await scim.patch(`/Users/${id}`, { op: "replace", path, value: "second" });
    expect(replaced.body["roles"]).toStrictEqual([{ value: "second", primary: true }]);
  });

  test("is left out of a POST and a PATCH where no schema has the list, and the rest is kept", async () => {
    const { status, body } = await scim.send("POST", "/Users", {
      schemas: [USER, SCALAR],
      userName: unique("scalar"),
      [SCALAR]: { contacts: [element] },
    });
    expect([status, body.schemas]).toStrictEqual([201, [USER, expect.stringContaining("sightcall")]]);
    const reply = await scim.patch(
      `/Users/${body.id}`,
      { op: "replace", path: `${SCALAR}:contacts[primary eq true].value`, value: "second" },
      { op: "replace", path: "title", value: "kept" },
    );
    expect([reply.status, reply.body.title]).toStrictEqual([200, "kept"]);
    expect(reply.body).not.toHaveProperty([SCALAR]);
  });

  test("is refused to a strict tenant, with its name", async () => {
    const strict = await service.tenant("strict-validator", { strict: true });
    const { id } = await strict.user(unique("strict"));
    const path = `${SCALAR}:contacts[primary eq true].value`;
    const { status, body } = await strict.patch(`/Users/${id}`, { op: "replace", path, value: "second" });
    expect([status, body.scimType]).toStrictEqual([400, "invalidPath"]);
    expect(body.detail).toContain(path);
  });
});

test("a group is made with the validator's own members, by id and display", async () => {
  const { id } = await scim.user(unique("member"));
  const { status, body } = await scim.send("POST", "/Groups", {
    schemas: [GROUP],
    displayName: unique("made"),
    externalId: unique("external"),
    members: [{ value: id, display: "ignored", $ref: null }],
  });
  expect([status, body.members?.map(({ value }) => value)]).toStrictEqual([201, [id]]);
});
