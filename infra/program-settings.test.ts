import { describe, expect, it } from "vitest";
import {
  ANN,
  GROUP,
  known,
  named,
  names,
  PROFILE,
  run,
  secretsOf,
  SERVICE_PRINCIPAL,
  small,
} from "./testing/program.ts";

describe("settings", () => {
  it("of provisioning become secrets", async () => {
    const { declared } = await run({
      ...small,
      endpoint: { ...small.endpoint, url: "https://scim.example.com/v2" },
      provisioning: {
        scope: "all",
        scimDialect: "aadOptscim062020",
        deletionThreshold: 0,
        notificationEmail: "it@contoso.com",
        skipOutOfScopeDeletions: true,
      },
    });
    expect(secretsOf(declared)).toMatchObject({
      BaseAddress: "https://scim.example.com/v2?aadOptscim062020",
      SyncAll: "true",
      SyncNotificationSettings:
        '{"Enabled":true,"Recipients":"it@contoso.com","DeleteThresholdEnabled":false,"DeleteThresholdValue":0}',
      SkipOutOfScopeDeletions: "True",
    });
    expect(named(declared, "ConnectionTest")["baseAddress"]).toBe(
      "https://scim.example.com/v2?aadOptscim062020",
    );
  });

  it("start: false leaves provisioning stopped", async () => {
    const { declared } = await run({ ...small, provisioning: { start: false } }, false, "AppRoleAssignment");
    expect(names(declared)).not.toContain("ProvisioningStart");
  });

  it("the owners include whoever deploys", async () => {
    const owner = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    const { declared } = await run({ ...small, application: { owners: [owner] } });
    expect(named(declared, "ServicePrincipal")["owners"]).toEqual(["deployer", owner]);
  });

  it("the permission check is asked for the steps that the stack takes", async () => {
    const { declared } = await run({ ...small, assignments: { groups: ["SightCall Users"] } });
    expect(named(declared, "PermissionCheck")["steps"]).toEqual([
      "createApplication",
      "synchronization",
      "readGroups",
      "assignGroups",
    ]);
  });
});

describe("a profile for everyone", () => {
  it("is the product's attribute and a constant mapping to it", async () => {
    const { declared } = await run({ ...small, profile: "recording" });
    expect(named(declared, "SynchronizationSchema")).toMatchObject({
      attributes: [{ name: PROFILE, type: "String" }],
      mappings: [{ targetAttributeName: PROFILE, constant: "recording" }],
    });
  });
});

describe("a profile by assignment", () => {
  const assignments = {
    groups: [{ name: "SightCall Users", profile: "multiparty" }],
    users: ["ann@contoso.com"],
  };

  it("makes a role per profile, and maps the name of the role", async () => {
    const { declared } = await run({ ...small, assignments, profile: "byAssignment" });
    const roles = declared.filter(({ type }) => type === "ApplicationAppRole");
    expect(roles.map(({ name }) => name)).toEqual([
      "sightcall-role-standard",
      "sightcall-role-recording",
      "sightcall-role-multiparty",
    ]);
    for (const { inputs } of roles) {
      expect(inputs).toMatchObject({
        applicationId: "/applications/5d1f3b7a-9c2e-4f60-8a1b-7e3c5d9f0b24",
        displayName: inputs["value"],
        roleId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
    expect(named(declared, "SynchronizationSchema")).toMatchObject({
      mappings: [
        { targetAttributeName: PROFILE, expression: "SingleAppRoleAssignment([appRoleAssignments])" },
      ],
    });
  });

  it("assigns the profile's role, and the default's to who asks for none", async () => {
    const { declared } = await run({ ...small, assignments, profile: "byAssignment" });
    const assigned = declared.filter(({ type }) => type === "AppRoleAssignment");
    expect(
      Object.fromEntries(assigned.map(({ inputs }) => [inputs["principalObjectId"], inputs["appRoleId"]])),
    ).toEqual({
      [GROUP]: "id of sightcall-role-multiparty",
      [ANN]: "id of sightcall-role-standard",
    });
  });
});

describe("an existing application", () => {
  const existing = { displayName: "SightCall SSO" };

  it("is only looked up, so that destroy leaves it alone", async () => {
    const { declared, outputs } = await run({ ...small, application: { existing } });
    expect(names(declared)).not.toContain("ApplicationFromTemplate");
    expect(names(declared)).not.toContain("ServicePrincipal");
    expect(named(declared, "SynchronizationJob")["servicePrincipalId"]).toBe(
      `/servicePrincipals/${SERVICE_PRINCIPAL}`,
    );
    expect(await known(outputs["applicationName"])).toBe("SightCall SSO");
  });
});
