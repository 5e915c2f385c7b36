import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { updateUser } from "../tenant/users.ts";
import type { OnDemandSubject } from "./on-demand.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

interface Verdict {
  readonly key: { readonly result: string; readonly details: { readonly errorCode?: string } };
  readonly value: Record<string, unknown>;
}

let stub: ScimStub;
let tenant: TestTenant;

beforeEach(async () => {
  stub = await ScimStub.start();
  tenant = new TestTenant(stub.url);
});

afterEach(() => stub[Symbol.asyncDispose]());

async function onDemand(
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
  test("is created, and the verdict tells the steps", async () => {
    const anna = tenant.user("anna", { jobTitle: "Engineer" });
    tenant.assign([anna]);
    const { key, value } = await onDemand(anna);
    expect(key).toEqual({ result: "Success", details: {} });
    expect(value).toMatchObject({
      action: "create",
      reportableIdentifier: "anna",
      statusInfo: { status: "success", errorCode: null },
      sourceIdentity: { id: anna.id, type: "User", displayName: "anna" },
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
      ["EntryImport", "import"],
      ["EntrySynchronizationScoping", "scoping"],
      ["EntryImport", "matching"],
      ["EntryExportAdd", "export"],
    ]);
  });

  test("that the target has already as it shall be is redundant", async () => {
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await onDemand(anna);
    stub.forget();
    expect((await onDemand(anna)).key).toMatchObject({
      result: "Skipped",
      details: { errorCode: "RedundantExport" },
    });
    expect(stub.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("is compared with the target itself, so that drift there is put right", async () => {
    const anna = tenant.user("anna", { jobTitle: "Engineer" });
    tenant.assign([anna]);
    await tenant.cycle();
    const resource = stub.resources.get(`/Users/${tenant.targetIdOf(anna)}`);
    Object.assign(resource ?? {}, { title: "Intern" });
    stub.forget();
    const { key, value } = await onDemand(anna);
    expect(key.result).toBe("Success");
    expect(value).toMatchObject({
      action: "update",
      modifiedProperties: [{ displayName: "title", oldValue: "Intern", newValue: "Engineer" }],
    });
  });

  test("that is not assigned is not entitled", async () => {
    expect((await onDemand(tenant.user("anna"))).key).toMatchObject({
      result: "Skipped",
      details: { errorCode: "NotEffectivelyEntitled" },
    });
    expect(stub.requests).toEqual([]);
  });

  test("that was unassigned is disabled, always in the default dialect", async () => {
    tenant.secret("BaseAddress", `${stub.url}?aadOptscim062020`);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    tenant.unassign(anna);
    stub.forget();
    expect((await onDemand(anna)).value).toMatchObject({ action: "disable" });
    expect(stub.writes()[0]?.body?.["Operations"]).toEqual([
      { op: "Replace", path: "active", value: "False" },
    ]);
  });

  test("that is blocked is skipped", async () => {
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    updateUser(tenant.store, anna, { accountEnabled: false });
    expect((await onDemand(anna)).key.result).toBe("Skipped");
  });

  test("that fails has the failure in the verdict", async () => {
    stub.script = ({ method }) => (method === "POST" ? { status: 500, body: { detail: "no luck" } } : null);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    const { key, value } = await onDemand(anna);
    expect(key).toEqual({
      result: "Failure",
      details: { errorCode: "InternalServerError", errorMessage: "The endpoint answered 500: no luck." },
    });
    expect(value).toMatchObject({ statusInfo: { status: "failure", errorCategory: "failure" } });
  });

  test("fails as a verdict, too, when the endpoint is no endpoint", async () => {
    tenant.secret("BaseAddress", "nonsense");
    expect((await onDemand(tenant.user("anna"))).key).toMatchObject({
      result: "Failure",
      details: { errorCode: "SystemForCrossDomainIdentityManagementInvalidCredentials" },
    });
  });
});

test("a group on demand gets the members that are named, and no others", async () => {
  const [anna, ben, cleo] = tenant.users("anna", "ben", "cleo");
  tenant.assign([anna, ben, cleo]);
  await tenant.cycle();
  const team = tenant.group("Team", [anna, ben]);
  tenant.assign([team]);
  stub.forget();
  const members = [anna, cleo].map(({ id }) => ({ objectId: id, objectTypeName: "User" }));
  const { key, value } = await onDemand(team, "Group", { members });
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
