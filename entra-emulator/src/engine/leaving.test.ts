import { describe, expect } from "vitest";
import { deleteGroup } from "../tenant/groups.ts";
import { purgeUser, restoreUser, softDeleteUser, updateUser } from "../tenant/users.ts";
import { test } from "./testing/test.ts";

const DISABLE = [{ op: "Replace", path: "active", value: "False" }];

describe("leaving", () => {
  test("a user who is unassigned is disabled, told once, and enabled when assigned again", async ({
    stub,
    tenant,
  }) => {
    const [anna] = await tenant.provisioned("anna");
    stub.forget();
    tenant.unassign(anna);
    await tenant.cycle();
    updateUser(tenant.store, anna, { jobTitle: "Away" });
    await tenant.cycle();
    expect(stub.written()).toEqual(['PATCH Users [{"op":"Replace","path":"active","value":"False"}]']);
    stub.forget();
    tenant.assign([anna]);
    await tenant.cycle();
    expect(stub.written()).toEqual([
      'PATCH Users [{"op":"Replace","path":"active","value":"True"},{"op":"Add","path":"title","value":"Away"}]',
    ]);
  });

  test("SkipOutOfScopeDeletions leaves those who are unassigned, but not those who are blocked", async ({
    stub,
    tenant,
  }) => {
    const [anna, ben] = await tenant.provisioned("anna", "ben");
    stub.forget();
    tenant.secret("SkipOutOfScopeDeletions", "True");
    tenant.unassign(anna);
    updateUser(tenant.store, ben, { accountEnabled: false });
    await tenant.cycle();
    expect(stub.writes().map(({ path, body }) => [path, body?.["Operations"]])).toEqual([
      [`/Users/${tenant.targetIdOf(ben)}`, DISABLE],
    ]);
  });

  test("the recycle bin disables, the end of it deletes, a restore enables", async ({ stub, tenant }) => {
    const [anna, ben] = await tenant.provisioned("anna", "ben");
    stub.forget();
    const annaId = tenant.targetIdOf(anna);
    softDeleteUser(tenant.store, anna);
    softDeleteUser(tenant.store, ben);
    await tenant.cycle();
    expect(stub.writes().map(({ body }) => body?.["Operations"])).toEqual([DISABLE, DISABLE]);
    stub.forget();
    purgeUser(tenant.store, anna);
    restoreUser(tenant.store, ben);
    const report = await tenant.cycle();
    expect(stub.writes()).toEqual([
      {
        method: "PATCH",
        path: `/Users/${tenant.targetIdOf(ben)}`,
        body: expect.objectContaining({ Operations: [{ op: "Replace", path: "active", value: "True" }] }),
      },
      { method: "DELETE", path: `/Users/${annaId}`, body: null },
    ]);
    expect(report.users.deleted).toBe(1);
    expect(tenant.targetIdOf(anna)).toBe("(none)");
  });

  test("one who was unassigned before is never deleted", async ({ stub, tenant }) => {
    const [anna] = await tenant.provisioned("anna");
    stub.forget();
    tenant.unassign(anna);
    await tenant.cycle();
    stub.forget();
    softDeleteUser(tenant.store, anna);
    await tenant.cycle();
    purgeUser(tenant.store, anna);
    await tenant.cycle();
    expect(stub.writes()).toEqual([]);
  });

  test("a disabled account is not created, but told in the log", async ({ stub, tenant }) => {
    const anna = tenant.user("anna", { accountEnabled: false });
    tenant.assign([anna]);
    await tenant.cycle();
    expect(stub.requests).toEqual([]);
    expect(tenant.store.provisioningLog.entries()).toMatchObject([
      { sourceIdentity: { id: anna.id }, provisioningStatusInfo: { status: "skipped" } },
    ]);
    updateUser(tenant.store, anna, { accountEnabled: true });
    await tenant.cycle();
    expect(stub.written()).toEqual(['POST Users "anna"']);
  });

  test("without a mapping of active nobody can be disabled", async ({ stub, tenant }) => {
    const mappings = tenant.mappings("User");
    mappings.splice(
      mappings.findIndex(({ targetAttributeName }) => targetAttributeName === "active"),
      1,
    );
    const [anna] = await tenant.provisioned("anna");
    stub.forget();
    tenant.unassign(anna);
    await tenant.cycle();
    expect(stub.writes()).toEqual([]);
  });

  test("a flow without Delete deletes nothing", async ({ stub, tenant }) => {
    tenant.objectMapping("User").flowTypes = "Add, Update";
    const [anna] = await tenant.provisioned("anna");
    stub.forget();
    purgeUser(tenant.store, anna);
    await tenant.cycle();
    expect(stub.writes()).toEqual([]);
  });

  test("a group is deleted when it is unassigned and when it is gone", async ({ stub, tenant }) => {
    const [one, two] = [tenant.group("One"), tenant.group("Two")];
    tenant.assign([one, two]);
    await tenant.cycle();
    const paths = [one, two].map((group) => `/Groups/${tenant.targetIdOf(group)}`);
    stub.forget();
    tenant.unassign(one);
    deleteGroup(tenant.store, two);
    const report = await tenant.cycle();
    expect(stub.writes().map(({ method, path }) => `${method} ${path}`)).toEqual(
      paths.map((path) => `DELETE ${path}`),
    );
    expect(report.groups.deleted).toBe(2);
  });
});
