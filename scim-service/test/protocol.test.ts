import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENTERPRISE, GROUP, PATCH_OP, SIGHTCALL, USER, type ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService({ PUBLIC_URL: "https://api.contoso.example/", BASE_PATH: "/api/v3/scim" });
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

describe("discovery", () => {
  test("the configured base path and public URL are in every location", async () => {
    const user = await scim.user("located");
    expect(user["meta"]).toMatchObject({
      location: `https://api.contoso.example/api/v3/scim/Users/${user.id}`,
    });
  });

  test("ServiceProviderConfig tells what the service does", async () => {
    expect((await scim.get("/ServiceProviderConfig")).body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 1000 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: { cursor: true, index: true },
    });
  });

  test("the product's schema is served as its file says, without the default", async () => {
    const file = new URL("../../schemas/sightcall-user.json", import.meta.url);
    const document = JSON.parse(await readFile(file, "utf8")) as {
      attributes: { default?: unknown }[];
      meta: object;
    };
    const { body } = await scim.get(`/Schemas/${SIGHTCALL.toUpperCase()}`);
    const attributes = document.attributes.map(({ default: _default, ...rest }) => rest);
    expect(body).toMatchObject({ id: SIGHTCALL, attributes });
    expect(JSON.stringify(body)).not.toContain('default":"standard');
  });

  test("a query of the root needs no slash", async () => {
    const user = await scim.user("rooted");
    for (const path of ["", "/"]) {
      const { body } = await scim.filter(path, `id eq "${user.id}"`);
      expect(body.Resources.map(({ id }) => id)).toStrictEqual([user.id]);
    }
  });

  test("group names are said to be unique to whom they are", async () => {
    const strict = await service.tenant("strict", { strict: true });
    for (const [client, uniqueness] of [
      [scim, "server"],
      [strict, "none"],
    ] as const) {
      const { body } = await client.get(`/Schemas/${GROUP}`);
      expect(body["attributes"]).toContainEqual(expect.objectContaining({ name: "displayName", uniqueness }));
    }
  });

  test("each resource type names its schema and extensions", async () => {
    const { body } = await scim.get("/ResourceTypes/User");
    expect(body).toMatchObject({
      schema: USER,
      schemaExtensions: [{ schema: ENTERPRISE }, { schema: SIGHTCALL }],
    });
  });
});

describe("the product's attribute", () => {
  test("has its default, takes the values of the list and no other", async () => {
    const user = await scim.user("defaulted");
    expect(user[SIGHTCALL]).toStrictEqual({ profile: "standard" });
    const put = await scim.send("PUT", `/Users/${user.id}`, {
      schemas: [USER, SIGHTCALL],
      userName: "defaulted",
      [SIGHTCALL]: { profile: "recording" },
    });
    expect(put.body[SIGHTCALL]).toStrictEqual({ profile: "recording" });
    const refused = await scim.patch(`/Users/${user.id}`, {
      op: "Replace",
      path: `${SIGHTCALL}:profile`,
      value: "deluxe",
    });
    expect([refused.status, refused.body.scimType]).toStrictEqual([400, "invalidValue"]);
    expect(refused.body.detail).toContain('"standard", "recording", "multiparty"');
    await scim.patch(`/Users/${user.id}`, { op: "Replace", path: `${SIGHTCALL}:profile`, value: "" });
    expect((await scim.get(`/Users/${user.id}`)).body).not.toHaveProperty([SIGHTCALL]);
    await scim.user("another");
    expect(
      (await scim.filter("/Users", `${SIGHTCALL}:profile eq "standard"`)).body.totalResults,
    ).toBeGreaterThan(0);
  });
});

describe("entity tags", () => {
  test("a read of a known version is 304, a change of an old one 412", async () => {
    const { id } = await scim.user("tagged");
    const etag = (await scim.get(`/Users/${id}`)).headers.get("etag") ?? "";
    const cached = await fetch(`${scim.base}/Users/${id}`, {
      headers: { authorization: `Bearer ${scim.token}`, "if-none-match": etag },
    });
    expect(cached.status).toBe(304);
    await scim.patch(`/Users/${id}`, { op: "replace", path: "title", value: "new" });
    const body = { schemas: [USER], userName: "tagged" };
    expect((await scim.send("PUT", `/Users/${id}`, body, { "if-match": etag })).status).toBe(412);
    expect((await scim.send("DELETE", `/Users/${id}`, undefined, { "if-match": etag })).status).toBe(412);
    const now = (await scim.get(`/Users/${id}`)).headers.get("etag") ?? "";
    expect((await scim.send("DELETE", `/Users/${id}`, undefined, { "if-match": `"x", ${now}` })).status).toBe(
      204,
    );
  });

  test("a user's groups are part of what is tagged, though not of the version that a change names", async () => {
    const user = await scim.user("grouped");
    const tag = async () => (await scim.get(`/Users/${user.id}`)).headers.get("etag") ?? "";
    const alone = await tag();
    await scim.group("tagging", [user.id]);
    const grouped = await tag();
    expect(grouped).not.toBe(alone);
    const cached = (etag: string) => scim.get(`/Users/${user.id}`, { "if-none-match": etag });
    expect((await cached(alone)).status).toBe(200);
    expect((await cached(grouped)).status).toBe(304);
    const body = { schemas: [USER], userName: "grouped", title: "T" };
    expect((await scim.send("PUT", `/Users/${user.id}`, body, { "if-match": alone })).status).toBe(200);
  });

  test("a PATCH that changes nothing tells the groups and the tag of a read", async () => {
    const user = await scim.user("still", { name: { givenName: "Ada" } });
    await scim.group("still", [user.id]);
    const read = await scim.get(`/Users/${user.id}`);
    for (const path of ["name.givenName", "displayName"]) {
      const value = path === "displayName" ? "" : "Ada";
      const reply = await scim.patch(`/Users/${user.id}`, { op: "replace", path, value });
      expect(reply.body).toStrictEqual(read.body);
      expect(reply.headers.get("etag")).toBe(read.headers.get("etag"));
    }
  });

  test("If-None-Match with the current version, or any, stops a change", async () => {
    const user = await scim.user("excluded");
    const group = await scim.group("excluded");
    for (const path of [`/Users/${user.id}`, `/Groups/${group.id}`]) {
      for (const etag of ["*", 'W/"1"']) {
        const operation = { op: "replace", path: "externalId", value: "x" };
        const body = { schemas: [PATCH_OP], Operations: [operation] };
        expect((await scim.send("PATCH", path, body, { "if-none-match": etag })).status).toBe(412);
        expect((await scim.send("DELETE", path, undefined, { "if-none-match": etag })).status).toBe(412);
      }
    }
  });

  test("a change that changes nothing keeps version and time", async () => {
    const user = await scim.user("unchanged", { title: "T", active: true });
    for (const operation of [
      { op: "replace", path: "active", value: true },
      { op: "replace", path: "title", value: "T" },
      { op: "replace", path: "name", value: {} },
    ]) {
      expect((await scim.patch(`/Users/${user.id}`, operation)).body["meta"]).toStrictEqual(user["meta"]);
    }
  });
});

describe("PUT", () => {
  test("clears what it does not name, and ignores what is read-only", async () => {
    const user = await scim.user("replaced", { title: "T", name: { givenName: "G" } });
    const { body } = await scim.send("PUT", `/Users/${user.id}`, {
      schemas: [USER],
      id: "other",
      meta: { created: "2001-01-01T00:00:00Z" },
      userName: "Replaced",
    });
    expect(body).toMatchObject({ id: user.id, userName: "Replaced" });
    expect(body).not.toHaveProperty("title");
    expect(body).not.toHaveProperty("name");
    expect((body["meta"] as { created: string }).created).toBe((user["meta"] as { created: string }).created);
  });

  test("of a group replaces its members", async () => {
    const [first, second] = [await scim.user("put1"), await scim.user("put2")];
    const group = await scim.group("put", [first.id]);
    const { body } = await scim.send("PUT", `/Groups/${group.id}`, {
      schemas: [],
      displayName: "put",
      members: [{ value: second.id }],
    });
    expect(body.members?.map(({ value }) => value)).toStrictEqual([second.id]);
    expect((await scim.get(`/Users/${first.id}`)).body).not.toHaveProperty("groups");
    expect((await scim.get(`/Users/${second.id}`)).body["groups"]).toMatchObject([
      { value: group.id, type: "direct" },
    ]);
  });

  test("a password is accepted and kept nowhere", async () => {
    const user = await scim.user("password", { password: "correct horse" });
    expect(user).not.toHaveProperty("password");
    await scim.patch(`/Users/${user.id}`, { op: "replace", path: "password", value: "battery staple" });
    const { body } = await service.admin("GET", "/tenants/contoso/changes?limit=1000");
    expect(JSON.stringify(body)).not.toMatch(/correct horse|battery staple/);
  });
});

describe("groups", () => {
  test("hold groups, and members chosen by their type can be removed", async () => {
    const [user, inner] = [await scim.user("nested"), await scim.group("inner")];
    const group = await scim.group("outer", [user.id]);
    await scim.patch(`/Groups/${group.id}`, { op: "add", path: "members", value: [{ value: inner.id }] });
    expect(
      (await scim.get(`/Groups/${group.id}`)).body.members?.map(({ type }) => type).toSorted(),
    ).toStrictEqual(["Group", "User"]);
    await scim.patch(`/Groups/${group.id}`, { op: "remove", path: 'members[type eq "Group"]' });
    expect(await scim.members(group.id)).toStrictEqual([user.id]);
    await scim.patch(`/Groups/${group.id}`, { op: "remove", path: "members" });
    expect(await scim.members(group.id)).toStrictEqual([]);
  });

  test("an unknown member is named in the error, and nothing is added", async () => {
    const [user, group] = [await scim.user("known"), await scim.group("unknown")];
    const unknown = "01900000-0000-7000-8000-000000000000";
    const value = [{ value: user.id }, { value: unknown }, { value: "nonsense" }];
    const { status, body } = await scim.patch(`/Groups/${group.id}`, {
      op: "add",
      path: "members",
      value: value.slice(0, 2),
    });
    expect([status, body.scimType]).toStrictEqual([400, "invalidValue"]);
    expect(body.detail).toContain(unknown);
    expect(
      (await scim.patch(`/Groups/${group.id}`, { op: "add", path: "members", value })).body.detail,
    ).toContain("nonsense");
    expect(await scim.members(group.id)).toStrictEqual([]);
  });

  test("lose a deleted user, and their version moves", async () => {
    const user = await scim.user("leaving");
    const group = await scim.group("left", [user.id]);
    const before = (await scim.get(`/Groups/${group.id}`)).headers.get("etag");
    await scim.send("DELETE", `/Users/${user.id}`);
    const { body, headers } = await scim.get(`/Groups/${group.id}`);
    expect(body).not.toHaveProperty("members");
    expect(headers.get("etag")).not.toBe(before);
  });
});
