import { describe, expect } from "vitest";
import { addMember } from "../tenant/groups.ts";
import { updateUser } from "../tenant/users.ts";
import { test } from "./testing/test.ts";

describe("provisioning log", () => {
  test("has a creation with its steps and values", async ({ tenant }) => {
    const anna = tenant.user("anna", { jobTitle: "Engineer" });
    tenant.assign([anna]);
    const { cycleId } = await tenant.cycle();
    const [entry] = tenant.store.provisioningLog.entries();
    expect(entry).toMatchObject({
      jobId: tenant.job.id,
      servicePrincipalId: tenant.servicePrincipal.id,
      cycleId,
      provisioningAction: "create",
      sourceIdentity: {
        id: anna.id,
        displayName: "anna",
        identityType: "User",
        details: { DisplayName: "anna", UserPrincipalName: "anna", id: anna.id, odatatype: "User" },
      },
      targetIdentity: { id: tenant.targetIdOf(anna), identityType: "User" },
      provisioningStatusInfo: { status: "success", errorInformation: null },
    });
    expect(entry?.provisioningSteps).toMatchObject([
      {
        name: "EntryImportAdd",
        provisioningStepType: "import",
        description: "Received User 'anna' change of type (Add) from Microsoft Entra ID",
        details: { objectId: anna.id, IsSoftDeleted: "False", jobTitle: "Engineer" },
      },
      {
        name: "EntrySynchronizationScoping",
        provisioningStepType: "scoping",
        description: "Determine if User in scope by evaluating against each scoping filter",
      },
      {
        name: "EntrySynchronizationAdd",
        provisioningStepType: "matching",
        description:
          "User 'anna' will be created in customappsso (User is active and assigned in Microsoft Entra ID, but no matching User was found in customappsso)",
      },
      {
        name: "EntryExportAdd",
        provisioningStepType: "export",
        status: "success",
        description: "User 'anna' was created in customappsso",
        details: { ReportableIdentifier: "anna", active: "True", displayName: "anna", title: "Engineer" },
      },
    ]);
    expect(entry?.modifiedProperties).toContainEqual({
      displayName: "active",
      oldValue: null,
      newValue: "True",
    });
  });

  test("has a change with both values, a disable as such, and hides what is redacted", async ({ tenant }) => {
    tenant.mapByFunction("title", "Redact", "Redact([jobTitle])");
    const anna = tenant.user("anna", { jobTitle: "Engineer", department: "Research" });
    tenant.assign([anna]);
    await tenant.cycle();
    updateUser(tenant.store, anna, { jobTitle: "Architect", department: "Sales" });
    await tenant.cycle();
    updateUser(tenant.store, anna, { accountEnabled: false });
    await tenant.cycle();
    const [, update, disable] = tenant.store.provisioningLog.entries();
    expect(update).toMatchObject({
      provisioningAction: "update",
      provisioningSteps: [
        { name: "EntryImportUpdate", details: expect.not.objectContaining({ jobTitle: "Architect" }) },
        {},
        {},
        {
          name: "EntryExportUpdate",
          details: {
            ReportableIdentifier: "anna",
            title: "[Redact]",
            urnietfparamsscimschemasextensionenterprise20Userdepartment: "Sales",
          },
        },
      ],
      modifiedProperties: [
        { displayName: "title", oldValue: "[Redact]", newValue: "[Redact]" },
        {
          displayName: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
          oldValue: "Research",
          newValue: "Sales",
        },
      ],
    });
    expect(disable).toMatchObject({
      provisioningAction: "disable",
      provisioningSteps: [
        { name: "EntryImportUpdate" },
        { name: "EntrySynchronizationScoping" },
        { name: "EntryImport", description: "Retrieved User 'anna' from customappsso" },
        {
          name: "EntryExportUpdateSoftDelete",
          description: "User 'anna' was updated in customappsso",
          details: { ReportableIdentifier: "anna", active: "False" },
        },
      ],
      modifiedProperties: [{ displayName: "active", oldValue: "True", newValue: "False" }],
    });
  });

  test("has members and managers by the ids of the directory", async ({ tenant }) => {
    const [anna, ben] = tenant.users("anna", "ben");
    const team = tenant.group("Team", [anna]);
    tenant.assign([team, ben]);
    await tenant.cycle();
    addMember(tenant.store, team, ben.id);
    updateUser(tenant.store, anna, { manager: ben.id });
    await tenant.cycle();
    expect(
      tenant.store.provisioningLog
        .entries()
        .slice(-2)
        .map(({ modifiedProperties }) => modifiedProperties),
    ).toEqual([
      [{ displayName: "manager", oldValue: null, newValue: ben.id }],
      [{ displayName: "members", oldValue: null, newValue: ben.id }],
    ]);
  });

  test("has a failure with its code, category and what should have been written", async ({
    stub,
    tenant,
  }) => {
    stub.script = ({ method }) => (method === "POST" ? { status: 409, body: { detail: "taken" } } : null);
    tenant.assign(tenant.users("anna"));
    await tenant.cycle();
    expect(tenant.store.provisioningLog.entries()).toMatchObject([
      {
        provisioningAction: "create",
        provisioningStatusInfo: {
          status: "failure",
          errorInformation: {
            errorCode: "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering",
            reason: expect.stringMatching(/^StatusCode: Conflict\r\n.*taken/s),
            errorCategory: "nonServiceFailure",
          },
        },
        targetIdentity: { id: "", displayName: "", identityType: "User", details: {} },
        provisioningSteps: [
          {},
          {},
          {},
          {
            name: "EntryExportAdd",
            status: "failure",
            description: "Failed to create User 'anna' in customappsso",
            details: { ReportableIdentifier: "anna", userName: "anna" },
          },
        ],
      },
    ]);
    expect(tenant.store.provisioningLog.entries()[0]?.modifiedProperties).toContainEqual({
      displayName: "userName",
      oldValue: null,
      newValue: "anna",
    });
  });

  test("has an attempt that repeats a failed one as such", async ({ stub, tenant }) => {
    stub.script = ({ method }) => (method === "POST" ? { status: 409 } : null);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    const { firstFailedAt } = tenant.job.engine.escrows.get(`Object:${anna.id}`) ?? {};
    await tenant.cycle();
    const [, entry] = tenant.store.provisioningLog.entries();
    expect(entry?.provisioningStatusInfo.errorInformation?.reason).toMatch(
      /\. This operation was retried 1 times\. It will be retried again after this date: \d{4}-\d\d-\d\dT[\d:]{8}\.\d{7}Z UTC$/,
    );
    expect(entry?.provisioningSteps).toMatchObject([
      {
        name: "EntryEscrowRetry",
        provisioningStepType: "import",
        status: "success",
        description:
          "We are retrying an operation that previously failed.\r\nIdentifier: anna\r\nObject type: User\r\nDirectory: Microsoft Entra ID",
        details: {
          CountProcessed: "0",
          CreationTime: firstFailedAt?.replace("Z", "0000Z"),
          Identifier: anna.id,
          ModificationType: "Add",
          NextAttempt: expect.stringMatching(/^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M$/),
          Origin: "Source",
          TypeName: "EscrowedEntryDefault",
        },
      },
      { name: "EntryExportAdd", status: "failure" },
    ]);
  });
});
