import { describe, expect } from "vitest";
import type { User } from "../../tenant/model.ts";
import { updateUser } from "../../tenant/users.ts";
import type { ScimStub } from "../testing/scim-stub.ts";
import { TestTenant } from "../testing/tenant.ts";
import { test as base } from "../testing/test.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";
const PATCH_OP = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];

const ANNA: Partial<User> = {
  displayName: "Anna O'Neill",
  givenName: "Anna",
  surname: "O'Neill",
  mail: "anna@fabrikam.example",
  mailNickname: "anna",
  jobTitle: "Engineer",
  department: "Research",
  employeeId: "4711",
  officeLocation: "Building 1",
  streetAddress: "1 Main Street",
  city: "Lyon",
  postalCode: "69001",
  country: "France",
  businessPhones: ["+33 1 23 45"],
  mobilePhone: "+33 6 00",
  faxNumber: "+33 9",
  preferredLanguage: "fr-FR",
};

/** A tenant that maps the product's attribute to a constant. */
function tenantWithProfile(stub: ScimStub, flags = ""): TestTenant {
  const tenant = new TestTenant(`${stub.url}${flags}`);
  tenant.mappings("User").push({
    targetAttributeName: PROFILE,
    source: { type: "Constant", name: "recording", expression: '"recording"', parameters: [] },
    flowType: "Always",
    flowBehavior: "FlowWhenChanged",
    matchingPriority: 0,
    defaultValue: null,
    exportMissingReferences: false,
  });
  return tenant;
}

describe("first sight of a user", () => {
  const test = base;

  test("is a search and a POST with all mapped attributes", async ({ stub }) => {
    const tenant = tenantWithProfile(stub);
    tenant.assign([tenant.user("anna@fabrikam.example", ANNA)]);
    const { cycleId } = await tenant.cycle();
    expect(stub.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /scim/Users?filter=userName+eq+%22anna%40fabrikam.example%22",
      "POST /scim/Users",
    ]);
    const [search, create] = stub.requests;
    expect(search?.headers["authorization"]).toBe("Bearer test-token");
    expect(create?.headers["content-type"]).toBe("application/scim+json; charset=utf-8");
    for (const { headers } of stub.requests) {
      expect(Object.keys(headers)).not.toContain("accept");
      expect(Object.keys(headers)).not.toContain("user-agent");
      expect(headers["adscimversion"]).toMatch(
        new RegExp(`^Date:\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z, ActivityId:${cycleId}$`),
      );
    }
    expect(create?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
      externalId: "anna",
      userName: "anna@fabrikam.example",
      active: true,
      addresses: [
        {
          type: "work",
          formatted: "Building 1",
          streetAddress: "1 Main Street",
          locality: "Lyon",
          postalCode: "69001",
          country: "France",
        },
      ],
      displayName: "Anna O'Neill",
      emails: [{ primary: true, type: "work", value: "anna@fabrikam.example" }],
      meta: { resourceType: "User" },
      name: { givenName: "Anna", familyName: "O'Neill", formatted: "Anna O'Neill" },
      phoneNumbers: [
        { type: "work", value: "+33 1 23 45" },
        { type: "mobile", value: "+33 6 00" },
        { type: "fax", value: "+33 9" },
      ],
      preferredLanguage: "fr-FR",
      roles: [],
      title: "Engineer",
      [ENTERPRISE]: { employeeNumber: "4711", department: "Research" },
      "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User": { profile: "recording" },
    });
    expect(Object.keys(create?.body ?? {})).toEqual([
      "schemas",
      "externalId",
      "userName",
      "active",
      "addresses",
      "displayName",
      "emails",
      "meta",
      "name",
      "phoneNumbers",
      "preferredLanguage",
      "roles",
      "title",
      ENTERPRISE,
      "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User",
    ]);
  });

  test("leaves out what has no value", async ({ stub }) => {
    const tenant = new TestTenant(stub.url);
    tenant.assign([tenant.user("plain@fabrikam.example")]);
    await tenant.cycle();
    expect(stub.writes("POST")[0]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
      userName: "plain@fabrikam.example",
      active: true,
      displayName: "plain@fabrikam.example",
      meta: { resourceType: "User" },
      roles: [],
    });
  });
});

describe.each([
  { name: "default", flags: "" },
  { name: "aadOptscim062020", flags: "?aadOptscim062020" },
])("changes of a user, dialect $name", ({ name, flags }) => {
  const isDefault = name === "default";
  const test = base.extend("company", async ({ stub }) => {
    const tenant = tenantWithProfile(stub, flags);
    const anna = tenant.user("anna@fabrikam.example", ANNA);
    tenant.assign([anna]);
    await tenant.cycle();
    stub.forget();
    return { tenant, anna };
  });

  test("several attributes", async ({ stub, company }) => {
    const { tenant, anna } = company;
    updateUser(tenant.store, anna, {
      surname: "Berg",
      mail: "anna.berg@fabrikam.example",
      employeeId: "4712",
      state: "Rhone",
    });
    await tenant.cycle();
    expect(stub.writes()).toEqual([
      {
        method: "PATCH",
        path: `/Users/${tenant.targetIdOf(anna)}${flags}`,
        body: { schemas: PATCH_OP, Operations: isDefault ? SEVERAL_DEFAULT : SEVERAL_OPTIMIZED },
      },
    ]);
  });

  test("block of sign-in and its end", async ({ stub, company }) => {
    const { tenant, anna } = company;
    updateUser(tenant.store, anna, { accountEnabled: false });
    await tenant.cycle();
    updateUser(tenant.store, anna, { accountEnabled: true });
    await tenant.cycle();
    expect(stub.writes().map(({ body }) => body?.["Operations"])).toEqual(
      isDefault
        ? [
            [{ op: "Replace", path: "active", value: "False" }],
            [{ op: "Replace", path: "active", value: "True" }],
          ]
        : [
            [{ op: "replace", path: "active", value: false }],
            [{ op: "replace", path: "active", value: true }],
          ],
    );
  });

  test("manager, changed and taken away", async ({ stub, company }) => {
    const { tenant, anna } = company;
    const [ben, cleo] = [tenant.user("ben@fabrikam.example"), tenant.user("cleo@fabrikam.example")];
    tenant.assign([ben, cleo]);
    await tenant.cycle();
    for (const manager of [ben.id, cleo.id, null]) {
      updateUser(tenant.store, anna, { manager });
      await tenant.cycle();
    }
    const path = `${ENTERPRISE}:manager`;
    const [add, replace, remove] = isDefault ? ["Add", "Replace", "Remove"] : ["add", "replace", "remove"];
    expect(stub.writes("PATCH").map(({ body }) => body?.["Operations"])).toEqual([
      [{ op: add, path, value: tenant.targetIdOf(ben) }],
      [{ op: replace, path, value: tenant.targetIdOf(cleo) }],
      [{ op: remove, path }],
    ]);
  });

  test("flags of the tenant URL travel behind the path of the resource", async ({ stub, company }) => {
    const { tenant } = company;
    tenant.assign([tenant.user("dora@fabrikam.example")]);
    await tenant.cycle();
    expect(stub.requests[0]?.url).toBe(
      isDefault
        ? "/scim/Users?filter=userName+eq+%22dora%40fabrikam.example%22"
        : "/scim/Users?aadOptscim062020&filter=userName+eq+%22dora%40fabrikam.example%22",
    );
  });
});

const SEVERAL_DEFAULT = [
  { op: "Replace", path: 'emails[type eq "work"].value', value: "anna.berg@fabrikam.example" },
  { op: "Replace", path: "name.familyName", value: "Berg" },
  { op: "Replace", path: "name.formatted", value: "Anna Berg" },
  { op: "Add", path: 'addresses[type eq "work"].region', value: "Rhone" },
  { op: "Replace", path: `${ENTERPRISE}:employeeNumber`, value: "4712" },
];

const SEVERAL_OPTIMIZED = [
  { op: "replace", path: 'emails[type eq "work"].value', value: "anna.berg@fabrikam.example" },
  { op: "add", path: 'addresses[type eq "work"].region', value: "Rhone" },
  {
    op: "replace",
    value: {
      "name.familyName": "Berg",
      "name.formatted": "Anna Berg",
      [`${ENTERPRISE}:employeeNumber`]: "4712",
    },
  },
];
