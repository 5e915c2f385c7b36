import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingsFor } from "./settings.ts";
import { importFile } from "./import-file.ts";
import { stackFile } from "./stack-file.ts";

import { GROUP, PROFILE, role, SERVICE_PRINCIPAL, setUp as clickedTogether } from "../testing/set-up.ts";

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
      importFile(clickedTogether, settingsFor(clickedTogether).assignments).resources.flatMap(
        ({ name, id }) => (id === undefined ? [] : [[name, id]]),
      ),
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
        scopingFilters: [],
        remarks: [],
      },
      assignments: clickedTogether.assignments.map((each) => ({ ...each, appRoleId: "role-agent" })),
      application: { ...clickedTogether.application, appRoles: [role("User"), role("Agent")] },
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
      schema: { ...clickedTogether.schema, remarks: ["The attribute badge stays in Entra as it is."] },
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
      expect.stringMatching(/Oauth2ClientId.*az rest --method PUT .*"key":"Oauth2ClientId","value":""/),
      "The attribute badge stays in Entra as it is.",
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
