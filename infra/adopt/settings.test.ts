import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingsFor } from "./settings.ts";
import type { SetUp } from "./set-up.ts";
import { importFile } from "./import-file.ts";
import { stackFile } from "./stack-file.ts";

const SERVICE_PRINCIPAL = "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22";
const GROUP = "8c1f2d3e-4b5a-4c6d-9e7f-0a1b2c3d4e5f";
const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

const clickedTogether: SetUp = {
  application: {
    servicePrincipalId: SERVICE_PRINCIPAL,
    applicationId: "5d1f3b7a-9c2e-4f60-8a1b-7e3c5d9f0b24",
    clientId: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
    displayName: "SightCall SSO",
    assignmentRequired: true,
    appRoles: [{ id: "role-user", displayName: "User", enabled: true, allowedMemberTypes: ["User"] }],
    templates: ["scim"],
    jobs: [],
  },
  job: { id: "scim.tenant.1", templateId: "scim", status: "Active" },
  running: true,
  secrets: {
    BaseAddress: "https://api.sightcall.com/api/v3/scim",
    SecretToken: "*",
    SyncAll: "false",
    SyncNotificationSettings:
      '{"Enabled":true,"Recipients":"it@contoso.com","DeleteThresholdEnabled":true,"DeleteThresholdValue":17}',
  },
  schema: {
    attributes: [{ name: PROFILE }],
    mappings: [{ targetAttributeName: PROFILE, constant: "recording" }],
    disabledMappings: [],
    scopingFilters: [],
  },
  disabledObjects: [],
  assignments: [
    {
      id: "assignment-1",
      principalId: GROUP,
      principalType: "Group",
      principalDisplayName: "SightCall Users",
      appRoleId: "role-user",
    },
  ],
};

describe("a set-up by the guide", () => {
  it("becomes the few settings that differ from the defaults", () => {
    expect(parse(stackFile(undefined, "entra-scim", settingsFor(clickedTogether)))).toEqual({
      config: {
        "entra-scim:application": { existing: { objectId: SERVICE_PRINCIPAL } },
        "entra-scim:assignments": { groups: [GROUP] },
        "entra-scim:profile": "recording",
        "entra-scim:provisioning": { deletionThreshold: 17, notificationEmail: "it@contoso.com" },
      },
    });
    expect(settingsFor(clickedTogether).remarks).toEqual([]);
  });

  it("has its job and assignments imported under the names of the program", () => {
    expect(
      importFile(clickedTogether).resources.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id]])),
    ).toEqual([
      [
        "sightcall-provisioning-job",
        `/servicePrincipals/${SERVICE_PRINCIPAL}/synchronization/jobs/scim.tenant.1`,
      ],
      [
        `sightcall-provisioning-assignments-${GROUP}`,
        `/servicePrincipals/${SERVICE_PRINCIPAL}/appRoleAssignedTo/assignment-1`,
      ],
    ]);
  });
});

describe("what differs from the guide", () => {
  it("is said in settings where there are any", () => {
    const { endpoint, profile, provisioning, assignments } = settingsFor({
      ...clickedTogether,
      running: false,
      secrets: {
        BaseAddress: "https://scim.example.com/v2?aadOptscim062020",
        SyncAll: "True",
        SkipOutOfScopeDeletions: "True",
      },
      schema: {
        mappings: [
          { targetAttributeName: PROFILE, expression: "SingleAppRoleAssignment([appRoleAssignments])" },
          { targetAttributeName: "externalId", attribute: "objectId" },
        ],
        disabledMappings: [{ targetAttributeName: "title" }],
      },
      assignments: clickedTogether.assignments.map((each) => ({ ...each, appRoleId: "role-agent" })),
    });
    expect(endpoint.url).toBe("https://scim.example.com/v2");
    expect(profile).toBeUndefined();
    expect(provisioning).toEqual({
      start: false,
      scope: "all",
      scimDialect: "aadOptscim062020",
      deletionThreshold: 0,
      skipOutOfScopeDeletions: true,
      mappings: [
        { targetAttributeName: PROFILE, expression: "SingleAppRoleAssignment([appRoleAssignments])" },
        { targetAttributeName: "externalId", attribute: "objectId" },
      ],
      disabledMappings: [{ targetAttributeName: "title" }],
    });
    expect(assignments.groups[0]?.role).toBe("role-agent");
  });

  it("is listed where there are none", () => {
    const { remarks } = settingsFor({
      ...clickedTogether,
      secrets: { BaseAddress: "*", Oauth2ClientId: "abc" },
      schema: { attributes: [{ name: "urn:example:2.0:User:badge" }] },
      disabledObjects: ["Group"],
      assignments: [
        {
          id: "assignment-2",
          principalId: "4d5e6f70-8192-4a3b-9c4d-5e6f70819203",
          principalType: "ServicePrincipal",
          principalDisplayName: "Nightly export",
          appRoleId: "role-user",
        },
      ],
    });
    expect(remarks).toEqual([
      expect.stringContaining("does not show the tenant URL"),
      expect.stringContaining("Oauth2ClientId"),
      expect.stringContaining("urn:example:2.0:User:badge"),
      expect.stringContaining("Provisioning of Groups is switched off"),
      expect.stringContaining('"Nightly export" (ServicePrincipal)'),
    ]);
  });
});

describe("the stack's file", () => {
  const existing = [
    "encryptionsalt: v1:abc",
    "config:",
    "  azuread:tenantId: t # ours",
    "  entra-scim:endpoint:",
    "    token:",
    "      secure: v1:def",
    "",
  ].join("\n");

  it("keeps what is in it, a token above all", () => {
    const secrets = { ...clickedTogether.secrets, BaseAddress: "https://scim.example.com" };
    const text = stackFile(existing, "entra-scim", settingsFor({ ...clickedTogether, secrets }));
    expect(text).toContain("encryptionsalt: v1:abc");
    expect(text).toContain("azuread:tenantId: t # ours");
    expect(text).toContain("secure: v1:def");
    expect(text).toContain("url: https://scim.example.com");
    expect(text).toContain(`- ${GROUP} # SightCall Users`);
  });

  it("is not written over settings that are there already", () => {
    const settings = settingsFor(clickedTogether);
    const once = stackFile(existing, "entra-scim", settings);
    expect(() => stackFile(once, "entra-scim", settings)).toThrow(
      /entra-scim:application.*entra-scim:profile/,
    );
  });
});
