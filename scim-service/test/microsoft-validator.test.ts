import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullUser } from "./full-user.ts";
import { ENTERPRISE, GROUP, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// One test per row of the list of tests that Microsoft's interactive SCIM validator runs, as published result files name
// them. Requests are shaped as it shapes them. The other validator's list is in microsoft-logic-app.test.ts.

let service: TestService;
let scim: ScimClient;
let count = 0;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

const unique = (prefix: string) => `${prefix}${(count += 1)}@contoso.example`;

const createUser = async (userName = unique("ada")) =>
  (await scim.send("POST", "/Users", fullUser(userName))).body;

describe("interactive validator: users", () => {
  test("create a new user", async () => {
    const sent = fullUser(unique("ada"));
    const { status, body, headers } = await scim.send("POST", "/Users", sent);
    expect(status).toBe(201);
    expect(headers.get("content-type")).toBe("application/scim+json");
    expect(headers.get("location")).toBe(`${scim.base}/Users/${body.id}`);
    // Values are stored unaltered.
    const { schemas: _schemas, ...attributes } = sent;
    expect(body).toMatchObject(attributes);
  });

  test("create a duplicate user", async () => {
    const { userName } = await createUser();
    expect((await scim.send("POST", "/Users", fullUser(userName))).status).toBe(409);
  });

  test("filter for an existing user", async () => {
    const user = await createUser();
    const { status, body } = await scim.get(`/Users?filter=userName+eq+%22${user.userName}%22`);
    expect([status, body.totalResults, body.Resources[0]?.id]).toStrictEqual([200, 1, user.id]);
  });

  test("filter for a non-existing user", async () => {
    const { status, body } = await scim.get('/Users?filter=userName+eq+"8f2c5a0e-nobody"');
    expect([status, body.totalResults, body.Resources]).toStrictEqual([200, 0, []]);
  });

  test("filter for an existing user in different case", async () => {
    const user = await createUser();
    const { body } = await scim.filter("/Users", `userName eq "${user.userName.toUpperCase()}"`);
    expect(body.Resources[0]?.id).toBe(user.id);
  });

  test("get a user by id", async () => {
    const user = await createUser();
    const { status, body } = await scim.get(`/Users/${user.id}`);
    expect(status).toBe(200);
    expect(body).toStrictEqual(user);
  });

  test("delete a user", async () => {
    const { id } = await createUser();
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await scim.get(`/Users/${id}`)).status).toBe(404);
  });

  test("patch: replace attributes, filtered paths and sub-attributes included", async () => {
    const { id } = await createUser();
    const { status } = await scim.patch(
      `/Users/${id}`,
      { op: "replace", path: 'emails[type eq "work"].value', value: "new@contoso.example" },
      { op: "replace", path: 'emails[type eq "work"].primary', value: true },
      { op: "replace", path: 'phoneNumbers[type eq "mobile"].value', value: "1" },
      { op: "replace", path: 'phoneNumbers[type eq "mobile"].primary', value: true },
      { op: "replace", path: 'addresses[type eq "work"].postalCode', value: "SW1Y" },
      {
        op: "replace",
        value: { displayName: "A. King", "name.givenName": "A.", [`${ENTERPRISE}:department`]: "R&D" },
      },
    );
    expect(status).toBe(200);
    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({
      displayName: "A. King",
      name: { givenName: "A.", familyName: "King" },
      emails: [{ type: "work", value: "new@contoso.example", primary: true }],
      phoneNumbers: [{ type: "work" }, { type: "mobile", value: "1", primary: true }, { type: "fax" }],
      addresses: [{ type: "work", locality: "London", postalCode: "SW1Y" }],
      [ENTERPRISE]: { department: "R&D", employeeNumber: "1815" },
    });
  });

  test("patch: replace attributes in verbose requests, an operation for each", async () => {
    const { id } = await createUser();
    await scim.patch(
      `/Users/${id}`,
      { op: "replace", path: "displayName", value: "A. King" },
      { op: "replace", path: "name.familyName", value: "Lovelace" },
      { op: "replace", path: `${ENTERPRISE}:employeeNumber`, value: "1852" },
    );
    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({
      displayName: "A. King",
      name: { familyName: "Lovelace" },
      [ENTERPRISE]: { employeeNumber: "1852" },
    });
  });

  test("patch: update userName without a path", async () => {
    const { id } = await createUser();
    const userName = unique("renamed");
    expect((await scim.patch(`/Users/${id}`, { op: "replace", value: { userName } })).status).toBe(200);
    expect((await scim.filter("/Users", `userName eq "${userName}"`)).body.Resources[0]?.id).toBe(id);
  });

  test("patch: disable a user, who can still be read", async () => {
    const { id } = await createUser();
    expect((await scim.patch(`/Users/${id}`, { op: "replace", path: "active", value: false })).status).toBe(
      200,
    );
    expect((await scim.get(`/Users/${id}`)).body["active"]).toBe(false);
  });

  test("patch: add attributes in verbose requests", async () => {
    const { id } = await scim.user(unique("bare"));
    await scim.patch(
      `/Users/${id}`,
      { op: "add", path: "displayName", value: "Bare" },
      { op: "add", path: 'emails[type eq "work"].value', value: "bare@contoso.example" },
      { op: "add", path: `${ENTERPRISE}:department`, value: "R&D" },
    );
    expect((await scim.get(`/Users/${id}`)).body).toMatchObject({
      displayName: "Bare",
      emails: [{ type: "work", value: "bare@contoso.example" }],
      [ENTERPRISE]: { department: "R&D" },
    });
  });

  test("patch: add, replace and remove a manager", async () => {
    const { id } = await createUser();
    const [first, second] = [await createUser(), await createUser()];
    const path = `${ENTERPRISE}:manager`;
    const managerNow = async () =>
      ((await scim.get(`/Users/${id}`)).body[ENTERPRISE] as { manager?: unknown }).manager;
    await scim.patch(`/Users/${id}`, { op: "add", path, value: { value: first.id } });
    expect(await managerNow()).toStrictEqual({ value: first.id });
    await scim.patch(`/Users/${id}`, { op: "replace", path, value: { value: second.id } });
    expect(await managerNow()).toStrictEqual({ value: second.id });
    await scim.patch(`/Users/${id}`, { op: "remove", path });
    expect(await managerNow()).toBeUndefined();
    await scim.patch(`/Users/${id}`, { op: "add", path, value: first.id });
    expect(await managerNow()).toStrictEqual({ value: first.id });
    await scim.patch(`/Users/${id}`, { op: "replace", path, value: "" });
    expect(await managerNow()).toBeUndefined();
  });
});

function newGroup() {
  return { schemas: [GROUP], displayName: unique("group"), externalId: unique("ext") };
}

const createGroup = async () => (await scim.send("POST", "/Groups", newGroup())).body;

describe("interactive validator: groups", () => {
  test("create a new group", async () => {
    const sent = newGroup();
    const { status, body } = await scim.send("POST", "/Groups", sent);
    expect(status).toBe(201);
    expect(body).toMatchObject(sent);
  });

  test("create a duplicate group", async () => {
    const { displayName } = await createGroup();
    expect((await scim.send("POST", "/Groups", { schemas: [GROUP], displayName })).status).toBe(409);
  });

  test("get a group by id without members", async () => {
    const user = await createUser();
    const { id } = await scim.group(unique("group"), [user.id]);
    const { status, body } = await scim.get(`/Groups/${id}?excludedAttributes=members`);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("members");
  });

  test("filter for a group by displayName, with and without members", async () => {
    const user = await createUser();
    const { id, displayName } = await scim.group(unique("group"), [user.id]);
    const query = `filter=displayName+eq+"${displayName}"`;
    const without = await scim.get(`/Groups?excludedAttributes=members&${query}`);
    expect(without.body.Resources).toHaveLength(1);
    expect(without.body.Resources[0]).not.toHaveProperty("members");
    const withMembers = await scim.get(`/Groups?${query}`);
    expect(withMembers.body.Resources[0]).toMatchObject({ id, members: [{ value: user.id }] });
  });

  test("filter for a group in different case", async () => {
    const { id, displayName } = await createGroup();
    const { body } = await scim.filter("/Groups", `displayName eq "${displayName.toUpperCase()}"`);
    expect(body.Resources[0]?.id).toBe(id);
  });

  test("filter for a non-existing group", async () => {
    const { status, body } = await scim.get(
      '/Groups?excludedAttributes=members&filter=displayName eq "8f2c5a0e"',
    );
    expect([status, body.totalResults]).toStrictEqual([200, 0]);
  });

  test("patch: replace externalId without a path", async () => {
    const { id } = await createGroup();
    const externalId = unique("ext");
    expect((await scim.patch(`/Groups/${id}`, { op: "replace", value: { externalId } })).status).toBe(204);
    expect((await scim.filter("/Groups", `externalId eq "${externalId}"`)).body.Resources[0]?.id).toBe(id);
  });

  test("patch: replace displayName without a path", async () => {
    const { id } = await createGroup();
    const displayName = unique("renamed");
    expect((await scim.patch(`/Groups/${id}`, { op: "replace", value: { displayName } })).status).toBe(204);
    expect((await scim.get(`/Groups/${id}`)).body["displayName"]).toBe(displayName);
  });

  test("patch: add a member", async () => {
    const [{ id }, user] = [await createGroup(), await createUser()];
    const value = [{ $ref: null, value: user.id }];
    const { status, body } = await scim.patch(`/Groups/${id}`, { op: "add", path: "members", value });
    expect([status, body]).toStrictEqual([204, undefined]);
    expect(await scim.members(id)).toStrictEqual([user.id]);
  });

  test("patch: remove a member", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const { id } = await scim.group(unique("group"), [first.id, second.id]);
    const path = `members[value eq "${first.id}"]`;
    expect((await scim.patch(`/Groups/${id}`, { op: "remove", path })).status).toBe(204);
    expect(await scim.members(id)).toStrictEqual([second.id]);
  });

  test("delete a group", async () => {
    const { id } = await createGroup();
    expect((await scim.send("DELETE", `/Groups/${id}`)).status).toBe(204);
    expect((await scim.get(`/Groups/${id}`)).status).toBe(404);
  });
});

describe("interactive validator: preview tests", () => {
  test("several operations on different attributes", async () => {
    const { id } = await createUser();
    await scim.patch(
      `/Users/${id}`,
      { op: "remove", path: "title" },
      { op: "add", path: "nickName", value: "Ada" },
      { op: "replace", path: "displayName", value: "A. King" },
    );
    const { body } = await scim.get(`/Users/${id}`);
    expect(body).toMatchObject({ nickName: "Ada", displayName: "A. King" });
    expect(body).not.toHaveProperty("title");
  });

  test("several operations on the same attribute, in order", async () => {
    const { id } = await createUser();
    await scim.patch(
      `/Users/${id}`,
      { op: "remove", path: "displayName" },
      { op: "add", path: "displayName", value: "first" },
      { op: "replace", path: "displayName", value: "last" },
    );
    expect((await scim.get(`/Users/${id}`)).body["displayName"]).toBe("last");
  });

  test.each(["Users", "Groups"])("delete a non-existent resource of %s", async (path) => {
    expect((await scim.send("DELETE", `/${path}/8f2c5a0e-0000-4000-8000-000000000000`)).status).toBe(404);
    expect((await scim.send("DELETE", `/${path}/nonsense`)).status).toBe(404);
  });

  test("delete the same user and group twice", async () => {
    const paths = [`/Users/${(await createUser()).id}`, `/Groups/${(await scim.group(unique("group"))).id}`];
    for (const path of paths) {
      expect((await scim.send("DELETE", path)).status).toBe(204);
      expect((await scim.send("DELETE", path)).status).toBe(404);
    }
  });

  test("booleans in replies are booleans, whatever was sent", async () => {
    const roles = [{ primary: "True", value: "Admin", type: "WindowsAzureActiveDirectoryRole" }];
    const { body } = await scim.send("POST", "/Users", { ...fullUser(unique("ada")), active: "True", roles });
    expect(body).toMatchObject({ active: true, roles: [{ primary: true }] });
  });
});
