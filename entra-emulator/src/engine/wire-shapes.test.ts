import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addMember, removeMember, updateGroup } from "../tenant/groups.ts";
import { updateUser } from "../tenant/users.ts";
import type { Group, User } from "../tenant/model.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

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

let stub: ScimStub;

beforeEach(async () => {
  stub = await ScimStub.start();
});

afterEach(() => stub[Symbol.asyncDispose]());

function tenantWithProfile(flags = ""): TestTenant {
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
  test("is a search and a POST with all mapped attributes", async () => {
    const tenant = tenantWithProfile();
    tenant.assign([tenant.user("anna@fabrikam.example", ANNA)]);
    await tenant.cycle();
    expect(stub.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /scim/Users?filter=userName+eq+%22anna%40fabrikam.example%22",
      "POST /scim/Users",
    ]);
    const [search, create] = stub.requests;
    expect(search?.headers["authorization"]).toBe("Bearer test-token");
    expect(create?.headers["content-type"]).toBe("application/scim+json");
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

  test("leaves out what has no value", async () => {
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
  let tenant: TestTenant;
  let anna: User;
  const isDefault = name === "default";

  beforeEach(async () => {
    tenant = tenantWithProfile(flags);
    anna = tenant.user("anna@fabrikam.example", ANNA);
    tenant.assign([anna]);
    await tenant.cycle();
    stub.forget();
  });

  test("several attributes", async () => {
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

  test("block of sign-in and its end", async () => {
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

  test("manager, changed and taken away", async () => {
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

  test("flags of the tenant URL travel behind the path of the resource", async () => {
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

describe.each([
  { name: "default", flags: "" },
  { name: "aadOptscim062020", flags: "?aadOptscim062020" },
])("groups, dialect $name", ({ name, flags }) => {
  let tenant: TestTenant;
  let anna: User;
  let ben: User;
  let team: Group;
  const isDefault = name === "default";

  beforeEach(async () => {
    tenant = new TestTenant(`${stub.url}${flags}`);
    anna = tenant.user("anna@fabrikam.example");
    ben = tenant.user("ben@fabrikam.example");
    team = tenant.group("Team", [anna, ben]);
    tenant.assign([team]);
    await tenant.cycle();
  });

  test("are searched without members, created empty and filled by PATCH", () => {
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

  test("lose and gain members, and are renamed", async () => {
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
