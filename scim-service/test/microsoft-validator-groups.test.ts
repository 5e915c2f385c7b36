import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unique } from "./full-user.ts";
import { GROUP, type Resource, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

// Microsoft's interactive SCIM validator, one test for each row of its published results about groups, with
// requests shaped as it shapes them. Its user chooses the joining property: displayName, or externalId.

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

const newGroup = () => ({ schemas: [GROUP], displayName: unique("GROUP"), externalId: unique("ext") });

/** A group, by default of one user. */
async function createGroup(members = 1): Promise<{ group: Resource; ids: readonly string[] }> {
  const { body: group } = await scim.send("POST", "/Groups", newGroup());
  const ids: string[] = [];
  for (let index = 0; index < members; index += 1) ids.push((await scim.user(unique("member"))).id);
  const value = ids.map((id) => ({ value: id }));
  if (members > 0) await scim.patch(`/Groups/${group.id}`, { op: "replace", path: "members", value });
  return { group, ids: ids.toSorted() };
}

describe("interactive validator: groups", () => {
  test("Create a new Group: 201, values as they were sent", async () => {
    const sent = newGroup();
    const { status, body, headers } = await scim.send("POST", "/Groups", sent);
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`${scim.base}/Groups/${body.id}`);
    expect(body).toMatchObject(sent);
  });

  test("Create a duplicate Group: 409 for a displayName that is taken", async () => {
    const { group } = await createGroup();
    const { displayName } = group;
    const { status, body } = await scim.send("POST", "/Groups", { ...newGroup(), displayName });
    expect([status, body.scimType]).toStrictEqual([409, "uniqueness"]);
  });

  test("Get group by id excluding members: has no such key", async () => {
    const { group } = await createGroup();
    const { status, body } = await scim.get(`/Groups/${group.id}?excludedAttributes=members`);
    expect([status, body.id]).toStrictEqual([200, group.id]);
    expect(body).not.toHaveProperty("members");
  });

  test("Patch Group - Replace Attributes: externalId without a path", async () => {
    const { group } = await createGroup();
    const externalId = unique("ext");
    const { status } = await scim.patch(`/Groups/${group.id}`, { op: "replace", value: { externalId } });
    expect(status).toBe(204);
    expect((await scim.get(`/Groups/${group.id}`)).body).toMatchObject({
      externalId,
      displayName: group.displayName,
    });
  });

  test("Update Group displayName: replaced without a path", async () => {
    const { group } = await createGroup();
    const displayName = unique("renamed");
    const { status } = await scim.patch(`/Groups/${group.id}`, { op: "replace", value: { displayName } });
    expect(status).toBe(204);
    expect((await scim.get(`/Groups/${group.id}`)).body).toMatchObject({
      displayName,
      externalId: group["externalId"],
    });
  });

  test.each(["add", "replace"])("Patch Group - Add Member: by %s", async (op) => {
    const { group } = await createGroup(0);
    const user = await scim.user(unique("ada"));
    const value = [{ value: user.id }];
    const { status, body } = await scim.patch(`/Groups/${group.id}`, { op, path: "members", value });
    expect([status, body]).toStrictEqual([204, undefined]);
    expect(await scim.members(group.id)).toStrictEqual([user.id]);
  });

  test("Patch Group - Remove Member: that one only", async () => {
    const { group, ids } = await createGroup(2);
    const path = `members[value eq "${ids[0]}"]`;
    expect((await scim.patch(`/Groups/${group.id}`, { op: "remove", path })).status).toBe(204);
    expect(await scim.members(group.id)).toStrictEqual(ids.slice(1));
  });

  test("Delete a Group: 204, then not to be read", async () => {
    const { group } = await createGroup();
    expect((await scim.send("DELETE", `/Groups/${group.id}`)).status).toBe(204);
    expect((await scim.get(`/Groups/${group.id}`)).status).toBe(404);
  });
});

describe.each(["displayName", "externalId"])("interactive validator: groups joined by %s", (property) => {
  test("Filter for an existing group: with its members", async () => {
    const { group, ids } = await createGroup();
    const { status, body } = await scim.get(`/Groups?filter=${property}+eq+"${String(group[property])}"`);
    expect([status, body.totalResults, body.Resources[0]?.id]).toStrictEqual([200, 1, group.id]);
    expect(body.Resources[0]?.members?.map(({ value }) => value)).toStrictEqual(ids);
  });

  test("Filter for existing group excluding members: without them", async () => {
    const { group } = await createGroup();
    const filter = `filter=${property}+eq+"${String(group[property])}"`;
    const { status, body } = await scim.get(`/Groups?excludedAttributes=members&${filter}`);
    expect([status, body.totalResults, body.Resources[0]?.id]).toStrictEqual([200, 1, group.id]);
    expect(body.Resources[0]).not.toHaveProperty("members");
  });

  test("Filter for a non-existing group: 200 and none", async () => {
    const query = `excludedAttributes=members&filter=${property}+eq+"8f2c5a0e"`;
    const { status, body } = await scim.get(`/Groups?${query}`);
    expect([status, body.totalResults, body.Resources]).toStrictEqual([200, 0, []]);
  });
});

test("interactive validator: Filter for existing group different case: found by displayName", async () => {
  const { group } = await createGroup();
  const { body } = await scim.get(`/Groups?filter=displayName+eq+"${group.displayName.toLowerCase()}"`);
  expect([body.totalResults, body.Resources[0]?.id]).toStrictEqual([1, group.id]);
});
