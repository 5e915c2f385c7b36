import { describe, expect } from "vitest";
import { test } from "./testing/test.ts";

const EMPTY = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
  totalResults: 0,
  Resources: [],
};

describe("matching", () => {
  test("one that is there already is joined, and only the difference is written", async ({
    stub,
    tenant,
  }) => {
    const id = stub.add("Users", {
      userName: "Anna@fabrikam.example",
      active: true,
      displayName: "anna@fabrikam.example",
      title: "Intern",
    });
    const anna = tenant.user("anna@fabrikam.example", {
      jobTitle: "Engineer",
      mail: "anna@fabrikam.example",
    });
    tenant.assign([anna]);
    const report = await tenant.cycle();
    expect(stub.writes()).toEqual([
      {
        method: "PATCH",
        path: `/Users/${id}`,
        body: {
          schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          Operations: [
            { op: "Replace", path: "title", value: "Engineer" },
            { op: "Add", path: 'emails[type eq "work"].value', value: "anna@fabrikam.example" },
          ],
        },
      },
    ]);
    expect(report.users).toMatchObject({ created: 0, matched: 1 });
    expect(tenant.targetIdOf(anna)).toBe(id);
  });

  test("the attribute of the next priority is tried when the first finds nothing", async ({
    stub,
    tenant,
  }) => {
    const externalId = tenant
      .mappings("User")
      .find(({ targetAttributeName }) => targetAttributeName === "externalId");
    Object.assign(externalId ?? {}, { matchingPriority: 2 });
    const id = stub.add("Users", {
      userName: "renamed",
      externalId: "anna",
      active: true,
      displayName: "anna",
    });
    const anna = tenant.user("anna", { mailNickname: "anna" });
    tenant.assign([anna]);
    await tenant.cycle();
    expect(stub.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /scim/Users?filter=userName+eq+%22anna%22",
      "GET /scim/Users?filter=externalId+eq+%22anna%22",
      `PATCH /scim/Users/${id}`,
    ]);
  });

  test("a quotation mark in the value is not escaped, as in Entra", async ({ stub, tenant }) => {
    tenant.assign([tenant.user('anna "ace" berg')]);
    await tenant.cycle();
    expect(stub.requests[0]?.url).toBe("/scim/Users?filter=userName+eq+%22anna+%22ace%22+berg%22");
  });

  test("several hits are an error and nothing is written", async ({ stub, tenant }) => {
    stub.add("Users", { userName: "anna" });
    stub.add("Users", { userName: "anna" });
    tenant.assign([tenant.user("anna")]);
    const report = await tenant.cycle();
    expect(stub.writes()).toEqual([]);
    expect(report.failures).toMatchObject({
      total: 1,
      first: [{ displayName: "anna", code: "DuplicateTargetEntries" }],
    });
    expect(report.state).toBe("EntryLevelErrors");
  });

  test("two users cannot be joined to one object", async ({ stub, tenant }) => {
    const mapping = tenant
      .mappings("User")
      .find(({ targetAttributeName }) => targetAttributeName === "userName");
    Object.assign(mapping?.source ?? {}, { type: "Attribute", name: "mail", expression: "[mail]" });
    stub.add("Users", { userName: "shared@fabrikam.example", active: true });
    const one = tenant.user("one", { mail: "shared@fabrikam.example" });
    const two = tenant.user("two", { mail: "shared@fabrikam.example" });
    tenant.assign([one]);
    await tenant.cycle();
    tenant.assign([two]);
    const report = await tenant.cycle();
    expect(report.failures.first[0]?.code).toBe("DuplicateSourceEntries");
  });

  test("a conflict on POST is resolved by a second search", async ({ stub, tenant }) => {
    let searches = 0;
    stub.script = ({ method }) => {
      if (method === "POST") return { status: 409, body: { detail: "taken" } };
      if (method === "GET" && (searches += 1) === 1) stub.add("Users", { userName: "anna", active: true });
      if (method === "GET" && searches === 1) return { status: 200, body: EMPTY };
      return null;
    };
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    const report = await tenant.cycle();
    expect(stub.requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "PATCH"]);
    expect(report.users.matched).toBe(1);
  });

  test("a joined object's references are asked for before they are written", async ({ stub, tenant }) => {
    const [annaId, benId] = ["anna", "ben"].map((userName) =>
      stub.add("Users", { userName, active: true, displayName: userName }),
    );
    const ben = tenant.user("ben");
    tenant.assign([ben, tenant.user("anna", { manager: ben.id })]);
    await tenant.cycle();
    const manager = "urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Aextension%3Aenterprise%3A2.0%3AUser%3Amanager";
    expect(stub.requests.map(({ url }) => url)).toContain(
      `/scim/Users?filter=id+eq+%22${annaId}%22+and+${manager}+eq+%22${benId}%22&attributes=id`,
    );
  });

  test("a joined group's members that the target has already are not sent again", async ({
    stub,
    tenant,
  }) => {
    const [annaId, teamId] = [
      stub.add("Users", { userName: "anna" }),
      stub.add("Groups", { displayName: "Team" }),
    ];
    stub.script = ({ url }) =>
      url === `/scim/Groups?filter=id+eq+%22${teamId}%22+and+members+eq+%22${annaId}%22&attributes=id`
        ? { status: 200, body: { ...EMPTY, totalResults: 1, Resources: [{ id: teamId }] } }
        : null;
    const [anna, ben] = tenant.users("anna", "ben");
    tenant.assign([tenant.group("Team", [anna, ben])]);
    expect((await tenant.cycle()).memberships.added).toBe(1);
    const members = stub.writes("PATCH").filter(({ path }) => path === `/Groups/${teamId}`);
    expect(members.at(-1)?.body?.["Operations"]).toEqual([
      { op: "Add", path: "members", value: [{ $ref: null, value: tenant.targetIdOf(ben) }] },
    ]);
  });
});
