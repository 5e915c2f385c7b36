import { describe, expect } from "vitest";
import { updateUser } from "../tenant/users.ts";
import type { OnDemandSubject } from "./on-demand.ts";
import type { TestTenant } from "./testing/tenant.ts";
import { test } from "./testing/test.ts";

interface Verdict {
  readonly key: { readonly result: string; readonly details: { readonly errorCode?: string } };
  readonly value: Record<string, unknown>;
}

async function onDemand(
  tenant: TestTenant,
  { id: objectId }: { readonly id: string },
  objectTypeName = "User",
  links?: OnDemandSubject["links"],
): Promise<Verdict> {
  const { key, value } = await tenant.engine.provisionOnDemand(tenant.store, tenant.job, {
    objectId,
    objectTypeName,
    links,
  });
  return { key: JSON.parse(key) as Verdict["key"], value: JSON.parse(value) as Verdict["value"] };
}

describe("a user on demand", () => {
  test("is created, and the verdict tells the steps", async ({ tenant }) => {
    const anna = tenant.user("anna", { jobTitle: "Engineer" });
    tenant.assign([anna]);
    const { key, value } = await onDemand(tenant, anna);
    expect(key).toEqual({ result: "Success", details: {} });
    expect(value).toMatchObject({
      action: "Create",
      reportableIdentifier: "anna",
      statusInfo: { status: "Success", errorCode: null, errorCategory: null },
      sourceIdentity: { id: anna.id, type: "User", displayName: null },
      targetIdentity: {
        id: tenant.targetIdOf(anna),
        type: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
      },
      targetSystem: { name: "customappsso" },
    });
    expect(value["modifiedProperties"]).toContainEqual({
      displayName: "title",
      oldValue: null,
      newValue: "Engineer",
    });
    const steps = value["provisioningSteps"] as { name: string; type: string }[];
    expect(steps.map(({ name, type }) => [name, type])).toEqual([
      ["EntryImport", "Import"],
      ["EntrySynchronizationAdd", "Matching"],
      ["EntrySynchronizationScoping", "Scoping"],
      ["EntryExportAdd", "Export"],
    ]);
  });

  test("that the target has already as it shall be is redundant", async ({ stub, tenant }) => {
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await onDemand(tenant, anna);
    stub.forget();
    const { key, value } = await onDemand(tenant, anna);
    expect(key).toEqual({
      result: "Skipped",
      details: {
        errorCode: "RedundantExport",
        errorMessage: "The state of the user in both the source and target systems already match.",
      },
    });
    expect(value).toMatchObject({
      action: "Other",
      statusInfo: { status: "Skipped", errorCode: null, reason: null, errorCategory: null },
    });
    expect(value["modifiedProperties"]).toContainEqual({
      displayName: "userPrincipalName",
      oldValue: null,
      newValue: "anna",
    });
    expect(value["provisioningSteps"]).toContainEqual({
      name: "EntrySynchronizationSkip",
      type: "Export",
      status: "Skipped",
      description:
        "The state of the user in both the source and target systems already match. No change to the User 'anna' currently needs to be made.",
      timestamp: expect.any(String),
      details: { SkipReason: "RedundantExport" },
    });
    expect(stub.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("is compared with the target itself, so that drift there is put right", async ({ stub, tenant }) => {
    const anna = tenant.user("anna", { jobTitle: "Engineer" });
    tenant.assign([anna]);
    await tenant.cycle();
    const resource = stub.resources.get(`/Users/${tenant.targetIdOf(anna)}`);
    Object.assign(resource ?? {}, { title: "Intern" });
    stub.forget();
    const { key, value } = await onDemand(tenant, anna);
    expect(key.result).toBe("Success");
    expect(value).toMatchObject({
      action: "Update",
      modifiedProperties: [{ displayName: "title", oldValue: "Intern", newValue: "Engineer" }],
    });
  });

  test("that is not assigned is not entitled", async ({ stub, tenant }) => {
    expect((await onDemand(tenant, tenant.user("anna"))).key).toMatchObject({
      result: "Skipped",
      details: { errorCode: "NotEffectivelyEntitled" },
    });
    expect(stub.requests).toEqual([]);
  });

  test("that was unassigned is disabled, always in the default dialect", async ({ stub, tenant }) => {
    tenant.secret("BaseAddress", `${stub.url}?aadOptscim062020`);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    tenant.unassign(anna);
    stub.forget();
    expect((await onDemand(tenant, anna)).value).toMatchObject({ action: "Disable" });
    expect(stub.writes()[0]?.body?.["Operations"]).toEqual([
      { op: "Replace", path: "active", value: "False" },
    ]);
  });

  test("that left and is disabled already is a redundant disable", async ({ stub, tenant }) => {
    const [anna] = await tenant.provisioned("anna");
    tenant.unassign(anna);
    await tenant.cycle();
    stub.forget();
    const { key, value } = await onDemand(tenant, anna);
    expect(key).toMatchObject({ result: "Skipped", details: { errorCode: "RedundantSoftDelete" } });
    expect(value["provisioningSteps"]).toContainEqual(
      expect.objectContaining({
        type: "Scoping",
        details: expect.objectContaining({ Assigned: "False", IsActive: "True" }),
      }),
    );
    expect(stub.writes()).toEqual([]);
  });

  test("that is blocked is skipped", async ({ tenant }) => {
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    updateUser(tenant.store, anna, { accountEnabled: false });
    expect((await onDemand(tenant, anna)).key.result).toBe("Skipped");
  });

  test("that fails has the failure in the verdict", async ({ stub, tenant }) => {
    stub.script = ({ method }) => (method === "POST" ? { status: 500, body: { detail: "no luck" } } : null);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    const { key, value } = await onDemand(tenant, anna);
    expect(key).toMatchObject({
      result: "Failure",
      details: {
        errorCode: "InternalServerError",
        errorMessage: expect.stringMatching(/^StatusCode: InternalServerError\r\n.*no luck/s),
      },
    });
    expect(value).toMatchObject({
      action: "Create",
      statusInfo: { status: "Failure", errorCategory: "NonServiceFailure" },
    });
  });

  test("fails as a verdict, too, when the endpoint is no endpoint", async ({ tenant }) => {
    tenant.secret("BaseAddress", "nonsense");
    expect((await onDemand(tenant, tenant.user("anna"))).key).toMatchObject({
      result: "Failure",
      details: { errorCode: "SystemForCrossDomainIdentityManagementInvalidCredentials" },
    });
  });
});

test("a group on demand gets the members that are named, and no others", async ({ stub, tenant }) => {
  const [anna, ben, cleo] = tenant.users("anna", "ben", "cleo");
  tenant.assign([anna, ben, cleo]);
  await tenant.cycle();
  const team = tenant.group("Team", [anna, ben]);
  tenant.assign([team]);
  stub.forget();
  const members = [anna, cleo].map(({ id }) => ({ objectId: id, objectTypeName: "User" }));
  const { key, value } = await onDemand(tenant, team, "Group", { members });
  expect(key.result).toBe("Success");
  expect(value["modifiedProperties"]).toContainEqual({
    displayName: "members",
    oldValue: null,
    newValue: anna.id,
  });
  expect(stub.writes("PATCH").map(({ body }) => body?.["Operations"])).toEqual([
    [{ op: "Add", path: "members", value: [{ $ref: null, value: tenant.targetIdOf(anna) }] }],
  ]);
});
