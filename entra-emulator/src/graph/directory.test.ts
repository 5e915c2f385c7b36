import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { TestClient } from "../testing/client.ts";
import { directory, group, user } from "../testing/directory.ts";

let emulator: Emulator;
let client: TestClient;

const id = (number: number): string => `bbbbbbbb-0000-4000-8000-${String(number).padStart(12, "0")}`;
const team = "aaaaaaaa-0000-4000-8000-000000000001";
const parent = "aaaaaaaa-0000-4000-8000-000000000002";
const eventual = { consistencylevel: "eventual" };

beforeAll(async () => {
  const people = Array.from({ length: 250 }, (_, index) =>
    user(id(index), `Person ${String(index).padStart(3, "0")}`, {
      department: index % 2 === 0 ? "Even" : "Odd",
    }),
  );
  const members = people.map((person) => person.id);
  emulator = await startEmulator({
    directory: directory(people, [group(team, "Team", members), group(parent, "Parent", [team])]),
  });
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

describe("lists", () => {
  test("come in pages that nextLink leads through, each object once", async () => {
    const names = new Set<unknown>();
    const sizes: number[] = [];
    let next: unknown = "/v1.0/users?$select=displayName&$filter=startsWith(displayName,'Person')";
    while (typeof next === "string") {
      const page = await client.get(next);
      sizes.push(page.list().length);
      for (const person of page.list()) names.add(person["displayName"]);
      next = page.get("@odata.nextLink");
    }
    expect(sizes).toEqual([100, 100, 50]);
    expect(names.size).toBe(250);
  });

  test("honour $top, $orderby, $select and $count", async () => {
    const page = await client.get(
      "/v1.0/users?$top=2&$orderby=displayName desc&$select=displayName&$count=true",
      eventual,
    );
    expect(page.list()).toEqual([{ displayName: "Person 249" }, { displayName: "Person 248" }]);
    expect(page.get("@odata.count")).toBe(250);
    expect((await client.get("/v1.0/users/$count?$filter=department eq 'Odd'", eventual)).text).toBe("125");
  });

  test.each([
    ["/v1.0/users?$top=1000", "Request_UnsupportedQuery"],
    ["/v1.0/users?$skiptoken=nonsense", "Directory_ExpiredPageToken"],
    ["/v1.0/users?$filter=shoeSize eq 1", "BadRequest"],
    ["/v1.0/users?$filter=department ne 'Odd'", "Request_UnsupportedQuery"],
    ["/v1.0/users/$count", "Request_BadRequest"],
    ["/v1.0/nonsense", "BadRequest"],
  ])("refuse %s", async (path, code) => {
    const answer = await client.get(path);
    expect([answer.status, answer.get("error.code")]).toEqual([400, code]);
  });

  test("answer advanced operators to an advanced query", async () => {
    const page = await client.get("/v1.0/users?$count=true&$top=1&$filter=department ne 'Odd'", eventual);
    expect(page.get("@odata.count")).toBe(125);
  });
});

describe("users", () => {
  test("show a small set of properties in v1.0 and all in beta", async () => {
    const small = await client.get(`/v1.0/users/${id(1)}`);
    const all = await client.get(`/beta/users/${id(1)}`);
    expect([small.get("department"), all.get("department")]).toEqual([undefined, "Odd"]);
  });

  test("are found by user principal name, whatever its case", async () => {
    expect((await client.get("/v1.0/users/PERSON.001@contoso.com")).get("id")).toBe(id(1));
  });

  test("join, change, leave, come back and go for good", async () => {
    const made = await client.post("/v1.0/users", {
      accountEnabled: true,
      displayName: "Zoë",
      mailNickname: "zoe",
      userPrincipalName: "zoe@contoso.com",
      passwordProfile: { password: "x" },
      department: "Sales",
    });
    const path = `/v1.0/users/${String(made.get("id"))}`;
    const again = await client.post("/v1.0/users", {
      accountEnabled: true,
      displayName: "Other",
      mailNickname: "zoe",
      userPrincipalName: "ZOE@contoso.com",
      passwordProfile: { password: "x" },
    });
    expect([made.status, again.status]).toEqual([201, 400]);
    expect((await client.patch(path, { surname: "Ångström", shoeSize: 44 })).status).toBe(400);
    expect((await client.patch(path, { surname: "Ångström" })).status).toBe(204);
    const manager = { "@odata.id": `${emulator.origin}/v1.0/users/${id(2)}` };
    expect((await client.put(`${path}/manager/$ref`, manager)).status).toBe(204);
    const expanded = await client.get(`${path}?$select=surname&$expand=manager`);
    expect([expanded.get("surname"), expanded.get("manager.id")]).toEqual(["Ångström", id(2)]);

    expect((await client.delete(path)).status).toBe(204);
    expect((await client.get(path)).status).toBe(404);
    const bin = `/v1.0/directory/deletedItems/${String(made.get("id"))}`;
    expect((await client.get(bin)).status).toBe(200);
    expect((await client.post(`${bin}/restore`)).status).toBe(200);
    expect((await client.get(path)).status).toBe(200);
    await client.delete(path);
    expect((await client.delete(bin)).status).toBe(204);
    expect((await client.get(bin)).status).toBe(404);
  });
});

describe("groups", () => {
  test("list their members with types, direct or transitive, narrowed and counted", async () => {
    const direct = await client.get(`/v1.0/groups/${parent}/members?$select=id`);
    expect(direct.list()).toEqual([{ "@odata.type": "#microsoft.graph.group", id: team }]);
    const users = await client.get(`/v1.0/groups/${parent}/transitiveMembers/microsoft.graph.user?$top=999`);
    expect(users.list()).toHaveLength(250);
    expect((await client.get(`/v1.0/groups/${team}/members/$count`, eventual)).text).toBe("250");
    const nested = await client.get(`/v1.0/groups/${team}/members/microsoft.graph.group`);
    expect(nested.list()).toEqual([]);
  });

  test("gain and lose members, which the change sequence notes for both", async () => {
    const { store } = emulator;
    const before = store.tenant.changeSequence;
    const members = `/v1.0/groups/${parent}/members`;
    const link = { "@odata.id": `${emulator.origin}/v1.0/directoryObjects/${id(3)}` };
    expect((await client.post(`${members}/$ref`, link)).status).toBe(204);
    expect((await client.post(`${members}/$ref`, link)).status).toBe(400);
    expect(store.changedSince(before).map((change) => change.id)).toEqual([id(3), parent]);
    expect((await client.delete(`${members}/${id(3)}/$ref`)).status).toBe(204);
    expect((await client.delete(`${members}/${id(3)}/$ref`)).status).toBe(404);
  });

  test("say which of them hold a user", async () => {
    const path = `/v1.0/users/${id(4)}`;
    expect((await client.get(`${path}/memberOf`)).list().map((each) => each["id"])).toEqual([team]);
    expect((await client.get(`${path}/transitiveMemberOf`)).list().map((each) => each["id"])).toEqual([
      team,
      parent,
    ]);
    const check = await client.post(`${path}/checkMemberGroups`, { groupIds: [parent, "nobody"] });
    expect(check.get("value")).toEqual([parent]);
  });
});

describe("many at once", () => {
  test("directory objects by ids, without those that are not there", async () => {
    const answer = await client.post("/v1.0/directoryObjects/getByIds", {
      ids: [id(5), team, id(999)],
      types: ["user", "group"],
    });
    expect(answer.list().map((each) => each["@odata.type"])).toEqual([
      "#microsoft.graph.user",
      "#microsoft.graph.group",
    ]);
  });

  test("requests in a batch, each answered for itself", async () => {
    const answer = await client.post("/v1.0/$batch", {
      requests: [
        { id: "1", method: "GET", url: `/users/${id(1)}?$select=id` },
        { id: "2", method: "GET", url: "/users/nobody" },
        { id: "3", method: "GET", url: `/groups/${team}`, dependsOn: ["2"] },
      ],
    });
    expect(answer.get("responses")).toMatchObject([
      { id: "1", status: 200, body: { id: id(1) } },
      { id: "2", status: 404, body: { error: { code: "Request_ResourceNotFound" } } },
      { id: "3", status: 424 },
    ]);
  });
});
