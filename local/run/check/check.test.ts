import { beforeEach, describe, expect, it } from "vitest";
import { newUser } from "../../../entra-emulator/src/directory/objects.ts";
import { scopeOf, type TenantUser, type TenantView } from "../tenant.ts";
import { check, type CheckResult } from "./check.ts";
import type { ScimContent, ScimGroup, ScimUser } from "./scim.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PRODUCT = "urn:example:product";

let tenant: TenantView;
let users: ScimUser[];
let groups: ScimGroup[];
let leftBehind: ReadonlySet<string>;

/** Ann reports to Bo; both are in the assigned group, Cy is assigned by himself, Di is nobody's business. */
beforeEach(() => {
  leftBehind = new Set();
  tenant = {
    domain: "contoso.example",
    users: [person("ann", { manager: "id-bo" }), person("bo"), person("cy"), person("di")],
    groups: [
      { id: "id-team", displayName: "Team", members: ["id-ann", "id-bo"] },
      { id: "id-other", displayName: "Other", members: ["id-di"] },
    ],
    appRoleAssignments: [
      { principalId: "id-team", principalType: "Group" },
      { principalId: "id-cy", principalType: "User" },
    ],
    jobs: [],
  };
  users = [scim("ann", { [ENTERPRISE]: { manager: { value: "scim-bo" } } }), scim("bo"), scim("cy")];
  groups = [
    {
      id: "scim-team",
      displayName: "Team",
      externalId: "id-team",
      members: [{ value: "scim-ann" }, { value: "scim-bo" }],
    },
  ];
});

it("passes when everything is as the directory says", () => {
  expect(run()).toMatchObject({ passed: true, users: 3, groups: 1, memberships: 2, managers: 1 });
});

describe("a person", () => {
  it("is missed", () => {
    users.pop();
    expect(run().differences).toEqual(["cy (cy@contoso.example) is missing"]);
  });

  it("is not missed when disabled before Entra ever sent them", () => {
    tenant.users[2] = person("cy", { accountEnabled: false });
    users.pop();
    expect(run().passed).toBe(true);
  });

  it("may stay as inactive when no longer assigned", () => {
    users.push(scim("di", { active: false }));
    expect(run()).toMatchObject({ passed: true, inactive: 1 });
  });

  it("may not stay active when no longer assigned", () => {
    users.push(scim("di"));
    expect(run().differences).toEqual(["di@contoso.example is active, but is assigned no longer"]);
  });

  it("of no directory is noticed", () => {
    users.push(scim("eve", { active: false }));
    expect(run().differences).toEqual(["eve@contoso.example is there, but is nobody of the directory"]);
  });

  it("must have every attribute", () => {
    tenant.users[1] = person("bo", { jobTitle: "Engineer", businessPhones: ["+1"] });
    users[1] = scim("bo", { title: "Plumber" });
    expect(run().differences).toEqual([
      'bo (bo@contoso.example): title is "Plumber", should be "Engineer"',
      'bo (bo@contoso.example): phoneNumbers[work] is not there, should be "+1"',
    ]);
  });

  it("must have the profile that the stack gives everyone", () => {
    users[1] = scim("bo", { [PRODUCT]: { profile: "standard" } });
    expect(run().differences).toEqual([
      'bo (bo@contoso.example): profile is "standard", should be "recording"',
    ]);
  });

  it("must have the right manager, and none when the manager is not provisioned", () => {
    tenant.users[0] = person("ann", { manager: "id-di" });
    expect(run().differences).toEqual([
      'ann (ann@contoso.example): manager is "scim-bo", should be not there',
    ]);
  });

  it("who is a guest has a user name without the tenant's suffix", () => {
    tenant.users[2] = person("cy", { userPrincipalName: "cy_partner.example#EXT#@contoso.example" });
    users[2] = scim("cy", { userName: "cy_partner.example" });
    expect(run().passed).toBe(true);
  });
});

describe("a group", () => {
  it("must have its name and exactly its members", () => {
    groups[0] = {
      id: "scim-team",
      displayName: "Crew",
      externalId: "id-team",
      members: [{ value: "scim-ann" }, { value: "scim-cy" }],
    };
    expect(run().differences).toEqual([
      'group Team: displayName is "Crew", should be "Team"',
      "group Team: member bo@contoso.example is missing",
      "group Team: cy@contoso.example is a member, but should not be",
    ]);
  });

  it("that is assigned is missed, and one that is not assigned is noticed", () => {
    groups[0] = { id: "scim-x", displayName: "Other", externalId: "id-other", members: [] };
    expect(run().differences).toEqual(["group Team is missing", "group Other is there, but is not assigned"]);
  });
});

describe("a membership that an earlier stack left", () => {
  const strayed: ScimGroup = {
    id: "scim-team",
    displayName: "Team",
    externalId: "id-team",
    members: [{ value: "scim-ann" }, { value: "scim-bo" }, { value: "scim-di" }],
  };

  it("is counted, and is no difference", () => {
    users.push(scim("di", { active: false }));
    groups[0] = strayed;
    leftBehind = new Set(["id-team id-di"]);
    expect(run()).toMatchObject({ passed: true, memberships: 3, leftBehind: 1 });
  });

  it("excuses no other one", () => {
    users.push(scim("di", { active: false }));
    groups[0] = strayed;
    leftBehind = new Set(["id-team id-cy", "id-other id-di"]);
    expect(run().differences).toEqual(["group Team: di@contoso.example is a member, but should not be"]);
  });
});

function run(): CheckResult {
  const content: ScimContent = { users, groups, requests: 2 };
  const constants = [{ schema: PRODUCT, attribute: "profile", value: "recording" }];
  return check(tenant, scopeOf(tenant), content, constants, leftBehind);
}

function person(name: string, changes: Partial<TenantUser> = {}): TenantUser {
  const user = { id: `id-${name}`, userPrincipalName: `${name}@contoso.example`, displayName: name };
  return { ...newUser(user), ...changes };
}

function scim(name: string, changes: Partial<ScimUser> = {}): ScimUser {
  return {
    id: `scim-${name}`,
    userName: `${name}@contoso.example`,
    externalId: `id-${name}`,
    active: true,
    displayName: name,
    emails: [],
    phoneNumbers: [],
    addresses: [],
    [PRODUCT]: { profile: "recording" },
    ...changes,
  };
}
