import { describe, expect } from "vitest";
import { updateUser } from "../tenant/users.ts";
import { RETRY_GAPS_H } from "./escrow.ts";
import { failing } from "./testing/scim-stub.ts";
import { test } from "./testing/test.ts";

const HOUR = 3_600_000;

describe("an object that failed", () => {
  test("is retried in the next cycle, then with growing gaps, until it succeeds", async ({
    stub,
    tenant,
  }) => {
    stub.script = failing("anna", 500);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    for (const gap of [...RETRY_GAPS_H, 24, 24]) {
      await tenant.cycle();
      stub.forget();
      if (gap > 0) {
        tenant.wait(gap * HOUR - 60_000);
        await tenant.cycle();
      }
      expect(stub.requests).toEqual([]);
      tenant.wait(60_000);
    }
    stub.script = () => null;
    await tenant.cycle();
    expect(tenant.job.engine.escrows.size).toBe(0);
    expect(tenant.targetIdOf(anna)).not.toBe("(none)");
  });

  test("is retried at once when the object changes", async ({ stub, tenant }) => {
    stub.script = failing("anna", 400);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    for (let cycle = 0; cycle < 4; cycle += 1) await tenant.cycle();
    stub.script = () => null;
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    expect((await tenant.cycle()).users.created).toBe(1);
  });

  test("delays the references to the object, which follow once it exists", async ({ stub, tenant }) => {
    stub.script = failing("boss", 500);
    const boss = tenant.user("boss");
    const anna = tenant.user("anna", { manager: boss.id });
    tenant.assign([tenant.group("Team", [boss, anna])]);
    expect(await tenant.cycle()).toMatchObject({ memberships: { added: 1 }, managers: { set: 0 } });
    stub.script = () => null;
    expect(await tenant.cycle()).toMatchObject({
      users: { created: 1 },
      memberships: { added: 1 },
      managers: { set: 1 },
    });
    expect(tenant.job.engine.escrows.size).toBe(0);
  });

  test("leaves its references due when the cycle that mends it breaks off before them", async ({
    stub,
    tenant,
  }) => {
    stub.script = failing("anna", 500);
    const boss = tenant.user("boss");
    tenant.assign([boss, tenant.user("anna", { manager: boss.id })]);
    await tenant.cycle();
    stub.script = ({ method }) => (method === "PATCH" ? { status: 401 } : null);
    expect(await tenant.cycle()).toMatchObject({ state: "Failed", users: { created: 1 } });
    stub.script = () => null;
    expect((await tenant.cycle()).managers.set).toBe(1);
    expect(tenant.job.engine.escrows.size).toBe(0);
  });

  test("is forgotten when the object leaves the scope", async ({ stub, tenant }) => {
    stub.script = failing("anna", 500);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    tenant.unassign(anna);
    await tenant.cycle();
    expect(tenant.job.engine.escrows.size).toBe(0);
  });
});
