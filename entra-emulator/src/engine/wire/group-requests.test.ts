import { describe, expect } from "vitest";
import { addMember, removeMember, updateGroup } from "../../tenant/groups.ts";
import { TestTenant } from "../testing/tenant.ts";
import { test as base } from "../testing/test.ts";

const PATCH_OP = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];

describe.each([
  { name: "default", flags: "" },
  { name: "aadOptscim062020", flags: "?aadOptscim062020" },
])("groups, dialect $name", ({ name, flags }) => {
  const isDefault = name === "default";
  const test = base.extend("company", async ({ stub }) => {
    const tenant = new TestTenant(`${stub.url}${flags}`);
    const [anna, ben] = [tenant.user("anna@fabrikam.example"), tenant.user("ben@fabrikam.example")];
    const team = tenant.group("Team", [anna, ben]);
    tenant.assign([team]);
    await tenant.cycle();
    return { tenant, anna, ben, team };
  });

  test("are searched without members, created empty and filled by PATCH", ({ stub, company }) => {
    const { tenant, anna, ben, team } = company;
    const question = isDefault ? "?" : "?aadOptscim062020&";
    expect(
      stub.requests.map(({ method, url }) => `${method} ${url}`).filter((line) => line.includes("Groups")),
    ).toEqual([
      `GET /scim/Groups${question}excludedAttributes=members&filter=displayName+eq+%22Team%22`,
      `POST /scim/Groups${flags}`,
      `PATCH /scim/Groups/${tenant.targetIdOf(team)}${flags}`,
      `PATCH /scim/Groups/${tenant.targetIdOf(team)}${flags}`,
    ]);
    const [create, ...fill] = stub.writes().filter(({ path }) => path.startsWith("/Groups"));
    expect(create?.body).toEqual({
      schemas: [
        "urn:ietf:params:scim:schemas:core:2.0:Group",
        "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
      ],
      externalId: team.id,
      displayName: "Team",
      meta: { resourceType: "Group" },
    });
    const op = isDefault ? "Add" : "add";
    expect(fill.map(({ body }) => body)).toEqual(
      [anna, ben].map((member) => ({
        schemas: PATCH_OP,
        Operations: [{ op, path: "members", value: [{ $ref: null, value: tenant.targetIdOf(member) }] }],
      })),
    );
  });

  test("lose and gain members, and are renamed", async ({ stub, company }) => {
    const { tenant, anna, team } = company;
    stub.forget();
    const cleo = tenant.user("cleo@fabrikam.example");
    removeMember(tenant.store, team, anna.id);
    addMember(tenant.store, team, cleo.id);
    updateGroup(tenant.store, team, { displayName: "Squad" });
    await tenant.cycle();
    const annaId = tenant.targetIdOf(anna);
    const groupWrites = stub.writes().filter(({ path }) => path.startsWith("/Groups"));
    expect(groupWrites.map(({ body }) => body?.["Operations"])).toEqual([
      [{ op: isDefault ? "Replace" : "replace", path: "displayName", value: "Squad" }],
      [
        {
          op: isDefault ? "Add" : "add",
          path: "members",
          value: [{ $ref: null, value: tenant.targetIdOf(cleo) }],
        },
      ],
      isDefault
        ? [{ op: "Remove", path: "members", value: [{ $ref: null, value: annaId }] }]
        : [{ op: "remove", path: `members[value eq "${annaId}"]` }],
    ]);
  });
});
