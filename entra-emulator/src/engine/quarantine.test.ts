import { describe, expect } from "vitest";
import { escrowQuarantineReason } from "./quarantine.ts";
import { test } from "./testing/test.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("quarantine", () => {
  test("a refused token ends the cycle at once, and the next ones come later and later", async ({
    stub,
    tenant,
  }) => {
    stub.script = () => ({ status: 401, body: { detail: "who are you" } });
    tenant.assign(tenant.users("anna", "ben"));
    const report = await tenant.cycle();
    expect(stub.requests).toHaveLength(1);
    expect(report).toMatchObject({
      state: "Failed",
      quarantine: "EncounteredQuarantineException",
      error: {
        code: "SystemForCrossDomainIdentityManagementInvalidCredentials",
        message: expect.stringMatching(
          /^The endpoint refused the secret token\. Enter a valid tenant URL and secret token\. StatusCode: Unauthorized\r\n.*who are you/s,
        ),
      },
    });
    expect(tenant.job.status).toMatchObject({
      code: "Quarantine",
      countSuccessiveCompleteFailures: 1,
      quarantine: { reason: "EncounteredQuarantineException", seriesCount: 1 },
    });
    expect(tenant.job.schedule.state).toBe("Active");

    const began = Date.parse(tenant.job.status.quarantine?.seriesBegan ?? "");
    const gaps: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const next = Date.parse(tenant.job.engine.nextCycleAt ?? "");
      gaps.push(Math.round((next - began) / HOUR));
      tenant.wait(next - tenant.store.clock.now().getTime());
      await tenant.cycle();
    }
    expect(gaps).toEqual([6, 12, 24, 48, 72]);
  });

  test("a job is disabled after 28 days of it", async ({ stub, tenant }) => {
    stub.script = () => ({ status: 401 });
    tenant.assign([tenant.user("anna")]);
    await tenant.cycle();
    tenant.wait(27 * DAY);
    await tenant.cycle();
    expect(tenant.job.schedule.state).toBe("Active");
    tenant.wait(DAY);
    await tenant.cycle();
    expect(tenant.job.schedule.state).toBe("Disabled");
    expect(tenant.job.engine.nextCycleAt).toBeNull();
  });

  test("the first cycle that succeeds lifts it, with nothing lost", async ({ stub, tenant }) => {
    stub.script = () => ({ status: 401 });
    tenant.assign([tenant.user("anna")]);
    await tenant.cycle();
    stub.script = () => null;
    expect(await tenant.cycle()).toMatchObject({ kind: "initial", users: { created: 1 }, quarantine: null });
    expect(tenant.job.status).toMatchObject({
      code: "Active",
      quarantine: null,
      countSuccessiveCompleteFailures: 0,
    });
  });

  test.for([
    ["a search answered with 404", { status: 404, body: { detail: "no such path" } }],
    ["a search answered with no ListResponse", { status: 200, body: { Resources: [] } }],
    ["a search answered with HTML", { status: 200, body: "<html>" }],
  ] as const)("%s is not SCIM", async ([, reply], { stub, tenant }) => {
    stub.script = () => reply;
    tenant.assign([tenant.user("anna")]);
    expect(await tenant.cycle()).toMatchObject({
      quarantine: "EncounteredQuarantineException",
      error: { code: "SystemForCrossDomainIdentityManagementServiceIncompatible" },
    });
  });

  test("an endpoint that nobody answers at", async ({ tenant }) => {
    tenant.secret("BaseAddress", "http://127.0.0.1:1/scim");
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).error?.code).toBe(
      "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
    );
  });

  test("a tenant URL that is none", async ({ tenant }) => {
    tenant.secret("BaseAddress", "scim.fabrikam.example");
    expect((await tenant.cycle()).error).toMatchObject({
      code: "SystemForCrossDomainIdentityManagementInvalidCredentials",
    });
  });

  test("a scoping filter that cannot be evaluated", async ({ stub, tenant }) => {
    const clauses = [
      { sourceOperandName: "department", operatorName: "SOUNDS LIKE", targetOperand: { values: ["x"] } },
    ];
    const groups = [{ name: null, clauses }];
    tenant.objectMapping("User").scope = { groups, inputFilterGroups: [], categoryFilterGroups: [] };
    tenant.assign([tenant.user("anna")]);
    expect(await tenant.cycle()).toMatchObject({
      quarantine: "EncounteredQuarantineException",
      error: { code: "SchemaError", message: "unknown operator SOUNDS LIKE in a scoping filter" },
    });
    expect(stub.requests).toEqual([]);
  });

  test("a token that no header can carry is refused without being shown", async ({ tenant }) => {
    tenant.secret("SecretToken", "secret\nvalue");
    const { error } = await tenant.cycle();
    expect(error?.code).toBe("SystemForCrossDomainIdentityManagementInvalidCredentials");
    expect(JSON.stringify(error)).not.toContain("value");
  });

  test.for([
    [{ attempted: 10_000, objects: 4_999, references: 0 }, undefined],
    [{ attempted: 10_000, objects: 5_000, references: 0 }, "EncounteredEscrowProportionThreshold"],
    [{ attempted: 20_000, objects: 5_000, references: 0 }, undefined],
    [{ attempted: 1_000_000, objects: 40_001, references: 0 }, "EncounteredBaseEscrowThreshold"],
    [{ attempted: 1_000_000, objects: 30_000, references: 30_001 }, "EncounteredTotalEscrowThreshold"],
    [{ attempted: 1_000_000, objects: 0, references: 60_000 }, undefined],
  ] as const)("failures %o make %s", ([counts, reason]) => {
    expect(escrowQuarantineReason(counts)).toBe(reason);
  });
});
