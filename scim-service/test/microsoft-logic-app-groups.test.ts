import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unique } from "./full-user.ts";
import { GROUP, type Resource, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Microsoft's Logic App validator, the gate of the application gallery: one test for each of those about groups
// that it makes Entra run, with the requests of Entra's default dialect.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

/** Entra's look for a group that it knows by name only. */
async function match(displayName: string): Promise<readonly Resource[]> {
  const query = `excludedAttributes=members&filter=displayName+eq+"${displayName}"`;
  const { status, body } = await scim.get(`/Groups?${query}`);
  expect(status).toBe(200);
  return body.Resources;
}

/** A group as Entra creates it: with a schema of its own, without members. */
async function provision(displayName = unique("group")): Promise<Resource> {
  expect(await match(displayName)).toStrictEqual([]);
  const { status, body } = await scim.send("POST", "/Groups", {
    schemas: [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
    externalId: unique("8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159-"),
    displayName,
    meta: { resourceType: "Group" },
  });
  expect(status).toBe(201);
  return body;
}

async function users(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push((await scim.user(unique("ada"))).id);
  return ids.toSorted();
}

/** Adds or removes members as Entra does, several in one operation. */
async function change(op: "Add" | "Remove", group: string, ids: readonly string[]): Promise<void> {
  const value = ids.map((id) => ({ $ref: null, value: id }));
  const { status, body } = await scim.patch(`/Groups/${group}`, { op, path: "members", value });
  expect([status, body]).toStrictEqual([204, undefined]);
}

/** Entra's check of a reference. */
async function isMember(group: string, user = ""): Promise<boolean> {
  const query = `filter=id+eq+"${group}"+and+members+eq+"${user}"&attributes=id`;
  const { status, body } = await scim.get(`/Groups?${query}`);
  expect(status).toBe(200);
  return body.totalResults === 1;
}

describe("Logic App validator: groups that Entra provisions", () => {
  test("Create_Group: found by its name, its own schema passed over", async () => {
    const { id, displayName, externalId } = await provision();
    const found = await match(displayName);
    expect(found).toMatchObject([{ id, displayName, externalId, meta: { resourceType: "Group" } }]);
    expect(found[0]?.schemas).toStrictEqual([GROUP]);
  });

  test.each(["displayName", "externalId"])("Update_Group: a new %s, 204", async (path) => {
    const { id } = await provision();
    const value = unique("renamed");
    const { status, body } = await scim.patch(`/Groups/${id}`, { op: "Replace", path, value });
    expect([status, body]).toStrictEqual([204, undefined]);
    expect((await scim.get(`/Groups/${id}?excludedAttributes=members`)).body[path]).toBe(value);
  });

  test("Delete_Group: 204, then neither read nor found", async () => {
    const { id, displayName } = await provision();
    expect((await scim.send("DELETE", `/Groups/${id}`)).status).toBe(204);
    expect((await scim.get(`/Groups/${id}?excludedAttributes=members`)).status).toBe(404);
    expect(await match(displayName)).toStrictEqual([]);
  });

  test("Group_Update_Add_Member: several at once, and again without harm", async () => {
    const { id } = await provision();
    const [ids, [other]] = [await users(2), await users(1)];
    await change("Add", id, ids);
    await change("Add", id, ids);
    expect(await scim.members(id)).toStrictEqual(ids);
    expect([await isMember(id, ids[0]), await isMember(id, other)]).toStrictEqual([true, false]);
  });

  test("Group_Update_Remove_Member: those listed only, and again without harm", async () => {
    const { id } = await provision();
    const ids = await users(3);
    await change("Add", id, ids);
    await change("Remove", id, ids.slice(1));
    await change("Remove", id, ids.slice(1));
    expect(await scim.members(id)).toStrictEqual(ids.slice(0, 1));
    expect([await isMember(id, ids[0]), await isMember(id, ids[1])]).toStrictEqual([true, false]);
  });

  test("POD_Group: made on demand, its five members in one call", async () => {
    const ids = await users(5);
    const { id, displayName } = await provision();
    expect(await match(displayName)).toMatchObject([{ id }]);
    await change("Add", id, ids);
    expect(await scim.members(id)).toStrictEqual(ids);
    for (const user of ids) expect(await isMember(id, user)).toBe(true);
  });

  test("Restore_Group: the same name once more after the delete, with its members", async () => {
    const ids = await users(2);
    const { id, displayName } = await provision();
    await change("Add", id, ids);
    await scim.send("DELETE", `/Groups/${id}`);
    const restored = await provision(displayName);
    expect(restored.id).not.toBe(id);
    expect(await scim.members(restored.id)).toStrictEqual([]);
    await change("Add", restored.id, ids);
    expect(await scim.members(restored.id)).toStrictEqual(ids);
    expect((await scim.get(`/Groups/${id}`)).status).toBe(404);
  });
});
