import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { byTarget, entraUser, unique } from "./full-user.ts";
import { ENTERPRISE, SIGHTCALL, USER, type Resource, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Microsoft's Logic App validator, the gate of the application gallery: one test for each of those about users
// that it makes Entra run, with the requests of Entra's default dialect.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

/** Entra's look for a user whom it knows by name only. */
async function match(userName: string): Promise<readonly Resource[]> {
  const { status, body } = await scim.get(`/Users?filter=userName+eq+"${userName}"`);
  expect(status).toBe(200);
  return body.Resources;
}

async function provision(userName = unique("ada")): Promise<Resource> {
  expect(await match(userName)).toStrictEqual([]);
  const { status, body } = await scim.send("POST", "/Users", entraUser(userName));
  expect(status).toBe(201);
  return body;
}

/** The operations that switch a user off or on. */
const setActive = (value: "True" | "False") => ({ op: "Replace", path: "active", value });

describe("Logic App validator: users that Entra provisions", () => {
  test("Create_User: the custom extension is kept although schemas does not name it", async () => {
    const userName = unique("ada");
    const { id } = await provision(userName);
    const { schemas: _schemas, meta: _meta, roles: _roles, ...attributes } = entraUser(userName);
    const [user] = await match(userName);
    expect(user).toMatchObject({ id, ...attributes, meta: { resourceType: "User" } });
    expect(user?.schemas).toStrictEqual([USER, ENTERPRISE, SIGHTCALL]);
    expect(user?.["roles"] ?? []).toStrictEqual([]);
  });

  test("Update_User: several operations, each with its path", async () => {
    const { id } = await provision();
    const values = {
      'emails[type eq "work"].value': "a.king@contoso.example",
      "name.familyName": "Lovelace",
      [`${ENTERPRISE}:employeeNumber`]: "1852",
      [`${SIGHTCALL}:profile`]: "multiparty",
    };
    const replacements = Object.entries(values).map(([path, value]) => ({ op: "Replace", path, value }));
    const { status } = await scim.patch(
      `/Users/${id}`,
      ...replacements,
      { op: "Add", path: "nickName", value: "Ada" },
      { op: "Add", path: 'addresses[type eq "other"].formatted', value: "Room 7" },
    );
    expect(status).toBe(200);
    expect(byTarget((await scim.get(`/Users/${id}`)).body)).toMatchObject({
      ...values,
      nickName: "Ada",
      'addresses[type eq "other"].formatted': "Room 7",
      'addresses[type eq "work"].locality': "London",
      "name.givenName": "Ada",
      [`${ENTERPRISE}:department`]: "Analysis",
    });
  });

  test("Update_User: a mapped attribute that no schema declares does not hold up the others", async () => {
    const { id } = await provision();
    const { status } = await scim.patch(
      `/Users/${id}`,
      { op: "Add", path: "favouriteColour", value: "green" },
      { op: "Replace", path: "title", value: "Enchantress" },
    );
    expect(status).toBe(200);
    const { body } = await scim.get(`/Users/${id}`);
    expect(body.title).toBe("Enchantress");
    expect(body).not.toHaveProperty("favouriteColour");
  });

  test("Disable_User: not active, and still there to be read and found", async () => {
    const { id, userName } = await provision();
    expect((await scim.patch(`/Users/${id}`, setActive("False"))).status).toBe(200);
    expect((await scim.get(`/Users/${id}`)).body["active"]).toBe(false);
    expect(await match(userName)).toMatchObject([{ id, active: false }]);
  });

  test("Restore_User (UnassignReassign): active again under the same id, with all that it had", async () => {
    const before = await provision();
    const { id, userName } = before;
    await scim.patch(`/Users/${id}`, setActive("False"));
    expect(await match(userName)).toMatchObject([{ id, active: false }]);
    expect((await scim.patch(`/Users/${id}`, setActive("True"))).status).toBe(200);
    const [after] = await match(userName);
    expect({ ...after, meta: {} }).toStrictEqual({ ...before, meta: {} });
  });

  test("Restore_User (SoftDeleteRestore): back under its old name and the same id", async () => {
    const { id, userName } = await provision();
    const away = { op: "Replace", path: "userName", value: `0123456789abcdef0123456789abcdef${userName}` };
    await scim.patch(`/Users/${id}`, away, setActive("False"));
    expect(await match(userName)).toStrictEqual([]);
    const back = { op: "Replace", path: "userName", value: userName };
    expect((await scim.patch(`/Users/${id}`, back, setActive("True"))).status).toBe(200);
    expect(await match(userName)).toMatchObject([{ id, active: true }]);
  });

  test("Delete_User: 204, then neither read nor found, and the name is free", async () => {
    const { id, userName } = await provision();
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await scim.get(`/Users/${id}`)).status).toBe(404);
    expect((await provision(userName)).id).not.toBe(id);
  });

  test("Delete_User: the name is free while the user is in the bin, long before the DELETE", async () => {
    const { id, userName } = await provision();
    const away = { op: "Replace", path: "userName", value: `0123456789abcdef0123456789abcdef${userName}` };
    await scim.patch(`/Users/${id}`, away, setActive("False"));
    await provision(userName);
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(204);
    expect(await match(userName)).toHaveLength(1);
  });

  test("POD_User: made on demand, and changed on demand in the default dialect", async () => {
    const userName = unique("ada");
    const { id } = await provision(userName);
    const [found] = await match(userName);
    expect((await scim.get(`/Users/${found?.id}`)).status).toBe(200);
    const { status } = await scim.patch(
      `/Users/${id}`,
      { op: "Replace", path: "displayName", value: "A. King" },
      { op: "Add", path: "nickName", value: "Ada" },
      setActive("False"),
    );
    expect(status).toBe(200);
    const changed = { id, displayName: "A. King", nickName: "Ada", active: false };
    expect(await match(userName)).toMatchObject([changed]);
  });
});

/** A manager as Entra sends it, and as Microsoft's documentation shows it. */
const MANAGERS = [
  ["a bare id", `${ENTERPRISE}:manager`, (id: string) => id],
  ["the documented array", "manager", (id: string) => [{ $ref: `../Users/${id}`, value: id }]],
] as const;

/** Entra's check of a reference. */
async function hasManager(user: string, manager: string): Promise<boolean> {
  const query = `filter=id+eq+"${user}"+and+manager+eq+"${manager}"&attributes=id`;
  const { status, body } = await scim.get(`/Users?${query}`);
  expect(status).toBe(200);
  return body.totalResults === 1;
}

describe("Logic App validator: managers that Entra provisions", () => {
  test.each(MANAGERS)("User_Update_Manager: set by %s", async (_form, path, valueOf) => {
    const [user, manager] = [await provision(), await provision()];
    const operation = { op: "Add", path, value: valueOf(manager.id) };
    expect((await scim.patch(`/Users/${user.id}`, operation)).status).toBe(200);
    expect(await hasManager(user.id, manager.id)).toBe(true);
    // Entra takes a manager that is no object for an incompatible service.
    const { body } = await scim.get(`/Users/${user.id}`);
    expect(body[ENTERPRISE]).toMatchObject({ manager: { value: manager.id } });
  });

  test.each(MANAGERS)("User_Update_Manager: changed by %s", async (_form, path, valueOf) => {
    const [user, first, second] = [await provision(), await provision(), await provision()];
    await scim.patch(`/Users/${user.id}`, { op: "Add", path, value: valueOf(first.id) });
    const operation = { op: "Replace", path, value: valueOf(second.id) };
    expect((await scim.patch(`/Users/${user.id}`, operation)).status).toBe(200);
    expect(await hasManager(user.id, first.id)).toBe(false);
    expect(await hasManager(user.id, second.id)).toBe(true);
  });

  test.each([{ op: "Remove" }, { op: "Replace", value: "" }])(
    "User_Update_Manager: removed by %j",
    async (operation) => {
      const path = `${ENTERPRISE}:manager`;
      const [user, manager] = [await provision(), await provision()];
      await scim.patch(`/Users/${user.id}`, { op: "Add", path, value: manager.id });
      expect((await scim.patch(`/Users/${user.id}`, { ...operation, path })).status).toBe(200);
      expect(await hasManager(user.id, manager.id)).toBe(false);
      expect((await scim.get(`/Users/${user.id}`)).body[ENTERPRISE]).not.toHaveProperty("manager");
    },
  );
});
