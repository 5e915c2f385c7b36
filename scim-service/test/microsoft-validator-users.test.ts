import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byTarget, fullUser, MAPPED_TEXT, unique, verbose } from "./full-user.ts";
import { ENTERPRISE, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Microsoft's interactive SCIM validator, one test for each row of its published results about users, with
// requests shaped as it shapes them.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

const createUser = (userName = unique("ada")) => scim.user(userName, fullUser(userName));

describe("interactive validator: users", () => {
  test("Create a new User: 201, values as they were sent", async () => {
    const { schemas, roles, ...attributes } = fullUser(unique("ada"));
    const { status, body, headers } = await scim.send("POST", "/Users", { schemas, roles, ...attributes });
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`${scim.base}/Users/${body.id}`);
    expect(body).toMatchObject(attributes);
    expect(body["roles"]).toStrictEqual([{ ...roles[0], primary: true }]);
  });

  test("Create a duplicate User: 409", async () => {
    const { userName } = await createUser();
    const { status, body } = await scim.send("POST", "/Users", fullUser(userName));
    expect([status, body.scimType]).toStrictEqual([409, "uniqueness"]);
  });

  test("Filter for an existing user: found by userName", async () => {
    const user = await createUser();
    const { status, body } = await scim.get(`/Users?filter=userName+eq+"${user.userName}"`);
    expect([status, body.totalResults, body.Resources[0]?.id]).toStrictEqual([200, 1, user.id]);
  });

  test("Filter for a non-existing user: 200 and nobody", async () => {
    const { status, body } = await scim.get('/Users?filter=userName+eq+"8f2c5a0e-nobody"');
    expect([status, body.totalResults, body.Resources]).toStrictEqual([200, 0, []]);
  });

  test("Filter for an existing user with a different case: found", async () => {
    const user = await createUser();
    const { body } = await scim.get(`/Users?filter=userName+eq+"${user.userName.toUpperCase()}"`);
    expect([body.totalResults, body.Resources[0]?.id]).toStrictEqual([1, user.id]);
  });

  test("Get a user by id: the user as created", async () => {
    const user = await createUser();
    const { status, body } = await scim.get(`/Users/${user.id}`);
    expect(status).toBe(200);
    expect(body).toStrictEqual(user);
  });

  test("Update User userName: replaced without a path", async () => {
    const { id } = await createUser();
    const userName = unique("renamed");
    const { status, body } = await scim.patch(`/Users/${id}`, { op: "replace", value: { userName } });
    expect([status, body.userName]).toStrictEqual([200, userName]);
    expect((await scim.get(`/Users?filter=userName+eq+"${userName}"`)).body.Resources[0]?.id).toBe(id);
  });

  test("Patch User - Disable User: who can still be read", async () => {
    const { id } = await createUser();
    const { status } = await scim.patch(`/Users/${id}`, { op: "replace", value: { active: false } });
    expect([status, (await scim.get(`/Users/${id}`)).body["active"]]).toStrictEqual([200, false]);
  });

  test("Delete a User: 204, then not to be read", async () => {
    const { id } = await createUser();
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await scim.get(`/Users/${id}`)).status).toBe(404);
  });
});

describe("interactive validator: attributes of users", () => {
  test("Patch User - Replace Attributes: filtered paths change the element in its place", async () => {
    const { id, ...before } = await createUser();
    const values = {
      'emails[type eq "work"].value': "lilian@contoso.example",
      'phoneNumbers[type eq "work"].value': "07-272-0828",
      'addresses[type eq "work"].streetAddress': "2809 Johns Walk",
      'addresses[type eq "work"].locality': "Leeds",
    };
    const { status, body } = await scim.patch(`/Users/${id}`, ...verbose(values));
    expect(status).toBe(200);
    const { meta: _before, ...kept } = before;
    const { meta: _after, ...changed } = body;
    expect(byTarget(changed)).toStrictEqual({ ...byTarget(kept), id, ...values });
  });

  test("Patch User - Replace Attributes: .primary moves to the element it is set for", async () => {
    const { id } = await createUser();
    await scim.patch(
      `/Users/${id}`,
      { op: "replace", path: 'phoneNumbers[type eq "work"].primary', value: true },
      { op: "replace", path: 'phoneNumbers[type eq "mobile"].primary', value: true },
      { op: "replace", path: 'phoneNumbers[type eq "mobile"].value', value: "1" },
    );
    expect((await scim.get(`/Users/${id}`)).body["phoneNumbers"]).toMatchObject([
      { type: "work", primary: false },
      { type: "mobile", primary: true, value: "1" },
      { type: "fax" },
    ]);
  });

  test.each(["emails", "phoneNumbers", "roles"])(
    "Patch User - Replace Attributes: .primary before .value makes a new primary element of %s",
    async (attribute) => {
      const { id } = await scim.user(unique("bare"));
      const { status } = await scim.patch(
        `/Users/${id}`,
        { op: "replace", path: `${attribute}[type eq "work"].primary`, value: true },
        { op: "replace", path: `${attribute}[type eq "work"].value`, value: "new" },
      );
      expect(status).toBe(200);
      expect((await scim.get(`/Users/${id}`)).body[attribute]).toStrictEqual([
        { type: "work", primary: true, value: "new" },
      ]);
    },
  );

  test("Patch User - Replace Attributes in verbose request: one operation for each", async () => {
    const { id } = await createUser();
    const values = { ...MAPPED_TEXT, ...OTHER_TEXT, userName: unique("renamed") };
    const { status } = await scim.patch(`/Users/${id}`, ...verbose(values));
    expect(status).toBe(200);
    expect(byTarget((await scim.get(`/Users/${id}`)).body)).toMatchObject(values);
  });

  test("Patch User - Replace Attributes in verbose request: each part of the primary role", async () => {
    const { id } = await createUser();
    const { status } = await scim.patch(
      `/Users/${id}`,
      { op: "replace", path: 'roles[primary eq "True"].display', value: "Administrator" },
      { op: "replace", path: 'roles[primary eq "True"].value', value: "admin" },
      { op: "replace", path: 'roles[primary eq "True"].type', value: "tenant" },
    );
    expect(status).toBe(200);
    expect((await scim.get(`/Users/${id}`)).body["roles"]).toStrictEqual([
      { primary: true, display: "Administrator", value: "admin", type: "tenant" },
    ]);
  });

  test("Patch User - Add Attributes in verbose request: to a user who has none of them", async () => {
    const { id } = await scim.user(unique("bare"));
    const values = { ...MAPPED_TEXT, ...OTHER_TEXT };
    const operations = Object.entries(values).map(([path, value]) => ({ op: "add", path, value }));
    expect((await scim.patch(`/Users/${id}`, ...operations)).status).toBe(200);
    expect(byTarget((await scim.get(`/Users/${id}`)).body)).toMatchObject(values);
  });
});

/** What the validator knows beyond the default mapping. */
const OTHER_TEXT = {
  nickName: "upd-nick-name",
  userType: "upd-user-type",
  locale: "fr-FR",
  timezone: "America/Guayaquil",
  profileUrl: "https://contoso.example/upd",
  "name.middleName": "upd-middle-name",
  "name.honorificPrefix": "upd-prefix",
  "name.honorificSuffix": "upd-suffix",
  [`${ENTERPRISE}:costCenter`]: "upd-cost-center",
  [`${ENTERPRISE}:organization`]: "upd-organization",
  [`${ENTERPRISE}:division`]: "upd-division",
};

/** Changes the manager of a user who has one, or none, and answers who it is then. */
async function after(operation: object, manager?: object): Promise<unknown> {
  const userName = unique("managed");
  const extension = manager ? { [ENTERPRISE]: { department: "Analysis", manager } } : {};
  const { id } = await scim.user(userName, { ...fullUser(userName), ...extension });
  const { status } = await scim.patch(`/Users/${id}`, operation);
  expect(status).toBe(200);
  const enterprise = (await scim.get(`/Users/${id}`)).body[ENTERPRISE];
  expect(enterprise).toHaveProperty("department", "Analysis");
  return (enterprise as { readonly manager?: unknown }).manager;
}

describe("interactive validator: the manager", () => {
  const path = `${ENTERPRISE}:manager`;

  test("Patch User - Add Manager: by an object", async () => {
    const { id } = await createUser();
    expect(await after({ op: "add", path, value: { value: id } })).toStrictEqual({ value: id });
  });

  test("Patch User - Add Manager: by an id", async () => {
    const { id } = await createUser();
    expect(await after({ op: "add", path, value: id })).toStrictEqual({ value: id });
  });

  test("Patch User - Replace Manager: by an object", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const manager = await after({ op: "replace", path, value: { value: second.id } }, { value: first.id });
    expect(manager).toStrictEqual({ value: second.id });
  });

  test("Patch User - Replace Manager: by an id", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const manager = await after({ op: "replace", path, value: second.id }, { value: first.id });
    expect(manager).toStrictEqual({ value: second.id });
  });

  test.each(["", { value: "" }, null])("Patch User - Remove Manager: replaced with %j", async (value) => {
    const { id } = await createUser();
    expect(await after({ op: "replace", path, value }, { value: id })).toBeUndefined();
  });

  test.each(["", { value: "" }, null])(
    "Patch User - Remove Manager: one with its location, replaced with %j",
    async (value) => {
      const { id } = await createUser();
      const manager = { value: id, $ref: `${scim.base}/Users/${id}` };
      expect(await after({ op: "replace", path, value }, manager)).toBeUndefined();
    },
  );

  test("Patch User - Remove Manager: by a remove", async () => {
    const { id } = await createUser();
    expect(await after({ op: "remove", path }, { value: id })).toBeUndefined();
  });
});
