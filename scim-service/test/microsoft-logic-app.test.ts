import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullUser } from "./full-user.ts";
import { ENTERPRISE, GROUP, PATCH_OP, SIGHTCALL, USER, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// One test per row of the list of tests that Microsoft's Logic App validator, the gate of the application gallery, runs
// against a SCIM endpoint or makes Entra run. The other validator's list is in microsoft-validator.test.ts.

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

describe("Logic App validator: directly at the endpoint", () => {
  test("Schema_Discoverability: every mapped target attribute is in /Schemas", async () => {
    const { body } = await scim.get("/Schemas");
    const names = new Set<string>();
    for (const schema of body.Resources as unknown as readonly Schema[]) {
      for (const attribute of schema.attributes) {
        const prefix = schema.id === USER || schema.id === GROUP ? "" : `${schema.id}:`;
        names.add((prefix + attribute.name).toLowerCase());
        for (const sub of attribute.subAttributes ?? []) {
          names.add(`${prefix}${attribute.name}.${sub.name}`.toLowerCase());
        }
      }
    }
    expect(body.Resources.map(({ id }) => id)).toContain(GROUP);
    for (const name of [
      "userName",
      "active",
      "displayName",
      "title",
      "emails.value",
      "preferredLanguage",
      "name.givenName",
      "name.familyName",
      "name.formatted",
      "addresses.formatted",
      "addresses.streetAddress",
      "addresses.locality",
      "addresses.region",
      "addresses.postalCode",
      "addresses.country",
      "phoneNumbers.value",
      "phoneNumbers.type",
      "roles.primary",
      "roles.value",
      "members.value",
      `${ENTERPRISE}:employeeNumber`,
      `${ENTERPRISE}:department`,
      `${ENTERPRISE}:manager`,
      `${ENTERPRISE}:organization`,
      `${SIGHTCALL}:profile`,
    ]) {
      expect(names).toContain(name.toLowerCase());
    }
    expect(JSON.stringify(body)).not.toContain("null");
  });

  test.each(["", null])("Null_Update: %j clears an attribute", async (value) => {
    const { id } = await createUser();
    const { status } = await scim.patch(`/Users/${id}`, { op: "replace", path: "displayName", value });
    expect(status).toBe(200);
    expect((await scim.get(`/Users/${id}`)).body).not.toHaveProperty("displayName");
  });

  test("User_Create: a user with an id and the name that was sent", async () => {
    const userName = unique("Mixed.Case");
    const { body } = await scim.send("POST", "/Users", fullUser(userName));
    expect(body.id).not.toBe("");
    expect((await scim.get(`/Users/${body.id}`)).body["userName"]).toBe(userName);
  });

  test("User_Update: a change is there afterwards", async () => {
    const { id } = await createUser();
    await scim.send("PATCH", `/Users/${id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: "Replace", path: "title", value: "Enchantress" }],
    });
    expect((await scim.get(`/Users/${id}`)).body["title"]).toBe("Enchantress");
  });

  test("Group_Create: as Entra sends it, without members", async () => {
    const displayName = unique("group");
    const { status, body } = await scim.send("POST", "/Groups", {
      schemas: [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
      externalId: "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
      displayName,
      meta: { resourceType: "Group" },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ displayName, meta: { resourceType: "Group" } });
  });

  test("Group_Update: a new name, 204", async () => {
    const { id } = await scim.group(unique("group"));
    const displayName = unique("renamed");
    const { status } = await scim.patch(`/Groups/${id}`, {
      op: "Replace",
      path: "displayName",
      value: displayName,
    });
    expect(status).toBe(204);
    expect((await scim.get(`/Groups/${id}`)).body["displayName"]).toBe(displayName);
  });

  test("Update_Manager: Add, Replace, Replace with nothing, and the reference check", async () => {
    const [user, first, second] = [await createUser(), await createUser(), await createUser()];
    const path = `${ENTERPRISE}:manager`;
    const check = async (manager: string) => {
      const filter = `id eq "${user.id}" and manager eq "${manager}"`;
      const query = `/Users?filter=${encodeURIComponent(filter).replaceAll("%20", "+")}&attributes=id`;
      return (await scim.get(query)).body.totalResults;
    };
    await scim.patch(`/Users/${user.id}`, { op: "Add", path, value: first.id });
    expect(await check(first.id)).toBe(1);
    await scim.patch(`/Users/${user.id}`, {
      op: "Replace",
      path,
      value: [{ $ref: `../Users/${second.id}`, value: second.id }],
    });
    expect([await check(first.id), await check(second.id)]).toStrictEqual([0, 1]);
    await scim.patch(`/Users/${user.id}`, { op: "Replace", path, value: "" });
    expect(await check(second.id)).toBe(0);
  });

  test.each(["Users", "Groups"])("%s are paged by startIndex and count", async (path) => {
    const paging = await service.tenant(`paging-${path}`);
    for (let index = 0; index < 11; index += 1) {
      await (path === "Users" ? paging.user(`u${index}`) : paging.group(`g${index}`));
    }
    const seen: string[] = [];
    for (let page = 0; page < 3; page += 1) {
      const { body } = await paging.get(`/${path}?startIndex=${page * 5 + 1}&count=5`);
      expect([body.totalResults, body["startIndex"]]).toStrictEqual([11, page * 5 + 1]);
      expect(body["itemsPerPage"]).toBe(body.Resources.length);
      seen.push(...body.Resources.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(11);
  });
});

interface Schema {
  readonly id: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly subAttributes?: readonly { readonly name: string }[];
  }[];
}

describe("Logic App validator: what Entra does while it drives the job", () => {
  test("Test Connection asks for a random user and a random group", async () => {
    const guid = "8f2c5a0e-9d0b-4f4e-9f43-0c1e0a5b7d11";
    for (const path of [
      `/Users?filter=userName+eq+"${guid}"`,
      `/Groups?excludedAttributes=members&filter=displayName+eq+"${guid}"`,
    ]) {
      const { status, body } = await scim.get(path);
      expect(status).toBe(200);
      expect(body).toStrictEqual({
        schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        totalResults: 0,
        startIndex: 1,
        itemsPerPage: 0,
        Resources: [],
      });
    }
  });

  test("Disable and Restore: active as a string, the user keeps the id", async () => {
    const { id } = await createUser();
    for (const [value, active] of [
      ["False", false],
      ["True", true],
    ] as const) {
      const { status } = await scim.patch(`/Users/${id}`, { op: "Replace", path: "active", value });
      expect([status, (await scim.get(`/Users/${id}`)).body["active"]]).toStrictEqual([200, active]);
    }
  });

  test("Add_Member and Remove_Member in the default dialect, repeated, and their reference checks", async () => {
    const [first, second] = [await createUser(), await createUser()];
    const { id } = await scim.group(unique("group"), [second.id]);
    const value = [{ $ref: null, value: first.id }];
    const check = async () =>
      (await scim.get(`/Groups?filter=id+eq+"${id}"+and+members+eq+"${first.id}"&attributes=id`)).body
        .totalResults;
    for (const [op, expected] of [
      ["Add", 1],
      ["Remove", 0],
    ] as const) {
      for (let repeat = 0; repeat < 2; repeat += 1) {
        expect((await scim.patch(`/Groups/${id}`, { op, path: "members", value })).status).toBe(204);
        expect(await check()).toBe(expected);
      }
    }
    expect(await scim.members(id)).toStrictEqual([second.id]);
  });

  test("Delete: Entra renames the user while it is in the bin, and deletes it later", async () => {
    const { id, userName } = await createUser();
    const tombstone = `0123456789abcdef0123456789abcdef${userName}`;
    await scim.patch(
      `/Users/${id}`,
      { op: "Replace", path: "userName", value: tombstone },
      { op: "Replace", path: "active", value: "False" },
    );
    // The name is free for somebody new at once.
    expect((await scim.send("POST", "/Users", fullUser(userName))).status).toBe(201);
    expect((await scim.send("DELETE", `/Users/${id}`)).status).toBe(204);
  });
});
