import { describe, expect, it } from "vitest";
import {
  ANN,
  application,
  GROUP,
  known,
  named,
  names,
  run,
  secretsOf,
  SERVICE_PRINCIPAL,
  small,
} from "./testing/program.ts";

describe("the smallest stack", () => {
  it("declares the guide's steps in their order, each named from its parent", async () => {
    const { declared } = await run(small);
    expect(declared.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "entra-provisioning entra",
      "PermissionCheck permissions",
      "EnterpriseApp sightcall",
      "ProvisioningJob sightcall-provisioning",
      "ApplicationFromTemplate sightcall-application",
      "ServicePrincipal sightcall-service-principal",
      "SynchronizationJob sightcall-provisioning-job",
      "ConnectionTest sightcall-provisioning-connection-test",
      "SynchronizationSecret sightcall-provisioning-secrets",
      "SynchronizationSchema sightcall-provisioning-schema",
      "Assignments sightcall-provisioning-assignments",
      `AppRoleAssignment sightcall-provisioning-assignments-${GROUP}`,
      `AppRoleAssignment sightcall-provisioning-assignments-${ANN}`,
      "ProvisioningStart sightcall-provisioning-start",
    ]);
  });

  it("makes an application that nobody sees in My Apps and only the assigned may use", async () => {
    const { declared } = await run(small);
    expect(named(declared, "ServicePrincipal")).toMatchObject({
      clientId: application.clientId,
      useExisting: true,
      appRoleAssignmentRequired: true,
      notes: "Managed by the Pulumi stack dev.",
      tags: expect.arrayContaining(["HideApp"]),
    });
    expect(named(declared, "ServicePrincipal")).not.toHaveProperty("owners");
  });

  it("makes the job stopped, and names it to each provider in that provider's way", async () => {
    const { declared } = await run(small);
    const servicePrincipalId = `/servicePrincipals/${SERVICE_PRINCIPAL}`;
    expect(named(declared, "SynchronizationJob")).toEqual({
      servicePrincipalId,
      templateId: "scim",
      enabled: false,
    });
    expect(named(declared, "ConnectionTest")).toMatchObject({
      servicePrincipalId: SERVICE_PRINCIPAL,
      jobId: "scim.tenant.1",
    });
  });

  it("always writes every secret", async () => {
    const { declared } = await run(small);
    expect(secretsOf(declared)).toEqual({
      BaseAddress: "https://api.sightcall.com/api/v3/scim",
      SecretToken: "a-very-secret-token",
      SyncAll: "false",
      SyncNotificationSettings:
        '{"Enabled":false,"Recipients":"","DeleteThresholdEnabled":true,"DeleteThresholdValue":500}',
      SkipOutOfScopeDeletions: "False",
    });
  });

  it("assigns the only role for users, and adds no attribute and no mapping", async () => {
    const { declared } = await run(small);
    expect(named(declared, "AppRoleAssignment")).toEqual({
      resourceObjectId: SERVICE_PRINCIPAL,
      principalObjectId: GROUP,
      appRoleId: "role-user",
    });
    expect(named(declared, "SynchronizationSchema")).toMatchObject({ attributes: [], mappings: [] });
  });

  it("declares the same in a preview, in which nothing is known yet", async () => {
    const [update, preview] = [await run(small), await run(small, true)];
    expect(names(preview.declared)).toEqual(names(update.declared));
  });
});

it("the outputs lead to the Entra admin center and say how the job is doing", async () => {
  const { outputs } = await run(small);
  expect(await known(outputs["jobId"])).toBe("scim.tenant.1");
  expect(await known(outputs["health"])).toBe("Active");
  expect(outputs["assigned"]).toEqual(["group SightCall Users", "user Ann"]);
  expect(await known(outputs["adminCenter"])).toMatchObject({
    provisioning: `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Provisioning/objectId/${SERVICE_PRINCIPAL}/appId/${application.clientId}`,
  });
});
