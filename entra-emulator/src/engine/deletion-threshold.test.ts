import { describe, expect } from "vitest";
import { restartJob, startJob } from "../tenant/jobs.ts";
import { updateUser } from "../tenant/users.ts";
import { test } from "./testing/test.ts";

describe("accidental deletions", () => {
  const settings = {
    Enabled: true,
    Recipients: "it@fabrikam.example",
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: 1,
  };

  test("more than the threshold are held back, and let through when told so", async ({ stub, tenant }) => {
    const [anna, ben, cleo] = tenant.users("anna", "ben", "cleo");
    tenant.assign([anna, ben, cleo]);
    await tenant.cycle();
    stub.forget();
    tenant.secret("SyncNotificationSettings", JSON.stringify(settings));
    tenant.unassign(anna);
    tenant.unassign(ben);
    updateUser(tenant.store, cleo, { jobTitle: "Engineer" });
    const held = await tenant.cycle();
    expect(held).toMatchObject({
      quarantine: "TooManyDeletes",
      users: { staged: 2, disabled: 0, updated: 1 },
    });
    expect(stub.writes()).toHaveLength(1);
    expect(
      tenant.store.provisioningLog.entries().filter((entry) => entry.provisioningAction === "stagedDelete"),
    ).toHaveLength(2);

    expect(await tenant.cycle()).toMatchObject({ quarantine: "TooManyDeletes", users: { staged: 2 } });
    restartJob(tenant.store, tenant.job, new Set(["ForceDeletes"]));
    expect(await tenant.cycle()).toMatchObject({ quarantine: null, users: { disabled: 2 } });
    expect(tenant.job.engine).toMatchObject({ forceDeletes: false });
    expect(tenant.job.engine.stagedDeletes.size).toBe(0);
  });

  test("those whose cause is taken back are not held any longer", async ({ tenant }) => {
    const [anna, ben] = tenant.users("anna", "ben");
    tenant.assign([anna, ben]);
    await tenant.cycle();
    tenant.secret("SyncNotificationSettings", JSON.stringify(settings));
    tenant.unassign(anna);
    tenant.unassign(ben);
    await tenant.cycle();
    tenant.assign([anna]);
    startJob(tenant.store, tenant.job);
    expect(await tenant.cycle()).toMatchObject({ quarantine: null, users: { disabled: 1, staged: 0 } });
  });

  test("up to the threshold they just happen", async ({ tenant }) => {
    const [anna, ben] = tenant.users("anna", "ben");
    tenant.assign([anna, ben]);
    await tenant.cycle();
    tenant.secret("SyncNotificationSettings", JSON.stringify(settings));
    tenant.unassign(anna);
    expect(await tenant.cycle()).toMatchObject({ quarantine: null, users: { disabled: 1 } });
  });
});
