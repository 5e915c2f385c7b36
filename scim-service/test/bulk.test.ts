import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/scim/json.ts";
import { ENTERPRISE, USER, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

let count = 0;

function post(path: string, bulkId: string, data: JsonObject) {
  return { method: "POST", path, bulkId, data: { schemas: [], ...data } };
}

interface Operation {
  readonly status: string;
  readonly bulkId?: string;
  readonly location?: string;
  readonly version?: string;
  readonly response?: { readonly scimType?: string; readonly detail: string };
}
const bulk = async (Operations: readonly Json[], more: object = {}) => {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"];
  const { status, body } = await scim.send("POST", "/Bulk", { schemas, Operations, ...more });
  return { status, operations: body["Operations"] as readonly Operation[] };
};
const idOf = (operation: Operation | undefined) => operation?.location?.split("/").at(-1) ?? "";

test("resolves references in any order, circles included", async () => {
  const { operations } = await bulk([
    post("/Groups", "a", {
      displayName: "bulk a",
      members: [{ value: "bulkId:b" }, { value: "bulkId:u" }],
    }),
    post("/Groups", "b", { displayName: "bulk b", members: [{ value: "bulkId:a" }] }),
    post("/Users", "u", { userName: "bulk u", [ENTERPRISE]: { manager: { value: "bulkId:v" } } }),
    post("/Users", "v", { userName: "bulk v", [ENTERPRISE]: { manager: { value: "bulkId:u" } } }),
    {
      method: "PATCH",
      path: "/Users/bulkId:u",
      data: { Operations: [{ op: "replace", path: "title", value: "T" }] },
    },
  ]);
  expect(operations.map(({ status, bulkId }) => [status, bulkId])).toStrictEqual([
    ["201", "a"],
    ["201", "b"],
    ["201", "u"],
    ["201", "v"],
    ["200", undefined],
  ]);
  const [a, b, u, v] = operations.map(idOf);
  expect(new Set(await scim.members(a ?? ""))).toStrictEqual(new Set([b, u]));
  expect(await scim.members(b ?? "")).toStrictEqual([a]);
  expect((await scim.get(`/Users/${u}`)).body).toMatchObject({
    title: "T",
    [ENTERPRISE]: { manager: { value: v } },
  });
  expect((await scim.get(`/Users/${v}`)).body).toMatchObject({ [ENTERPRISE]: { manager: { value: u } } });
});

test("goes on after an error, what refers to it fails, and failOnErrors ends it", async () => {
  await scim.user("bulk taken");
  const operations = [
    post("/Users", "x", { userName: "bulk taken" }),
    post("/Groups", "y", { displayName: "bulk y", members: [{ value: "bulkId:x" }] }),
    post("/Groups", "z", { displayName: "bulk z", members: [{ value: "bulkId:nobody" }] }),
    { method: "GET", path: "/Users" },
    { method: "DELETE", path: "/Nothing/1" },
    post("/Users", "w", { userName: "bulk w" }),
  ];
  const all = await bulk(operations);
  expect(all.operations.map(({ status }) => status)).toStrictEqual([
    "409",
    "400",
    "400",
    "405",
    "404",
    "201",
  ]);
  expect(all.operations[0]?.response?.scimType).toBe("uniqueness");
  expect(all.operations[0]?.response?.detail).toMatch(/\(request [\w-]+\)$/);
  expect(all.operations.map(({ location }) => location === undefined)).toStrictEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  const some = await bulk(operations, { failOnErrors: 2 });
  expect(some.operations.map(({ status }) => status)).toStrictEqual(["409", "400"]);
});

test("of a circle tells the version after the last reference was made", async () => {
  const { operations } = await bulk([
    post("/Groups", "a", { displayName: "version a", members: [{ value: "bulkId:b" }] }),
    post("/Groups", "b", { displayName: "version b", members: [{ value: "bulkId:a" }] }),
    post("/Users", "u", { userName: "version u", [ENTERPRISE]: { manager: "bulkId:v" } }),
    post("/Users", "v", { userName: "version v", [ENTERPRISE]: { manager: "bulkId:u" } }),
  ]);
  for (const [index, operation] of operations.entries()) {
    const type = index < 2 ? "Groups" : "Users";
    const { headers } = await scim.get(`/${type}/${idOf(operation)}?excludedAttributes=groups`);
    expect(operation.version).toBe(headers.get("etag"));
  }
});

test.each([{ value: "bulkId:a" }, "bulkId:a", [{ value: "bulkId:a" }]])(
  "of a circle gives nobody a manager who was not made: %j",
  async (manager) => {
    await scim.send("POST", "/Users", { schemas: [USER], userName: "manager taken" });
    const { operations } = await bulk([
      post("/Users", "a", { userName: "manager taken", [ENTERPRISE]: { manager: { value: "bulkId:b" } } }),
      post("/Users", "b", { userName: "managed", [ENTERPRISE]: { manager } }),
    ]);
    expect(operations.map(({ status }) => status)).toStrictEqual(["409", "201"]);
    expect((await scim.get(`/Users/${idOf(operations[1])}`)).body).not.toHaveProperty([ENTERPRISE]);
    await scim.send("DELETE", `/Users/${idOf(operations[1])}`);
  },
);

test("resolves references where they can stand and leaves other texts alone", async () => {
  const { operations } = await bulk([
    post("/Users", "m", { userName: "bulk m", displayName: "bulkId:zzz" }),
    post("/Groups", "g", { displayName: "bulkId:zzz", members: [{ value: "bulkId:m" }] }),
    {
      method: "PATCH",
      path: "/Groups/bulkId:g",
      data: { Operations: [{ op: "remove", path: 'members[value eq "bulkId:m"]' }] },
    },
  ]);
  expect(operations.map(({ status }) => status)).toStrictEqual(["201", "201", "204"]);
  expect((await scim.get(`/Groups/${idOf(operations[1])}`)).body).toMatchObject({
    displayName: "bulkId:zzz",
  });
  expect(await scim.members(idOf(operations[1]))).toStrictEqual([]);
});

test.each([
  [
    "a POST without bulkId",
    { method: "POST", path: "/Users", data: { schemas: [USER], userName: "no-id" } },
    "400",
  ],
  ["a method in another case", { method: "post", path: "/Users", bulkId: "1", data: {} }, "405"],
  ["a path without slash", { method: "DELETE", path: "Users/1" }, "404"],
])("refuses %s", async (_what, operation, status) => {
  expect((await bulk([operation])).operations.map((each) => each.status)).toStrictEqual([status]);
});

test.each<[string, Json, string]>([
  ["a method that is missing", { path: "/Users/1" }, "400"],
  ["a method that is a number", { method: 1, path: "/Users/1" }, "400"],
  ["a path that is null", { method: "DELETE", path: null }, "400"],
  ["data that is a list", { method: "PATCH", path: "/Users/1", data: [] }, "400"],
  ["a version that is a number", { method: "DELETE", path: "/Users/1", version: 1 }, "400"],
  ["a name in two spellings", { method: "DELETE", METHOD: "DELETE", path: "/Users/1" }, "400"],
  ["no object", "DELETE", "400"],
  ["null", null, "400"],
  ["a bulkId that an earlier one has", post("/Users", "first", { userName: "second" }), "400"],
])("judges each operation by itself: one with %s is refused alone", async (_what, odd, status) => {
  count += 1;
  const { status: whole, operations } = await bulk([
    post("/Users", "first", { userName: `odd before ${count}` }),
    odd,
    post("/Users", "last", { userName: `odd behind ${count}` }),
  ]);
  expect(whole).toBe(200);
  expect(operations.map((each) => each.status)).toStrictEqual(["201", status, "201"]);
  expect(operations[1]?.response?.detail).toMatch(/\(request [\w-]+\)$/);
});

test("takes a null for nothing: data, version and bulkId", async () => {
  const { id } = await scim.user("bulk nulls");
  const { operations } = await bulk([
    { method: "DELETE", path: `/Users/${id}`, data: null, version: null, bulkId: null },
  ]);
  expect(operations).toStrictEqual([
    { location: `${scim.base}/Users/${id}`, method: "DELETE", status: "204" },
  ]);
});

test("says of an operation that it cannot read what it can", async () => {
  const { operations } = await bulk([{ method: "POST", bulkId: "odd", path: "/Users", data: "text" }]);
  expect(operations).toMatchObject([{ method: "POST", bulkId: "odd", status: "400" }]);
  expect(operations[0]?.response?.scimType).toBe("invalidSyntax");
});

test("is refused beyond its advertised limits", async () => {
  const many = Array.from({ length: 1_001 }, () => ({ method: "DELETE", path: "/Users/1" }));
  expect((await bulk(many)).status).toBe(413);
});
