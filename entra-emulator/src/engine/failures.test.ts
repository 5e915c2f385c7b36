import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { restartJob, startJob } from "../tenant/jobs.ts";
import { updateUser } from "../tenant/users.ts";
import { escrowQuarantineReason } from "./quarantine.ts";
import { type Script, ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let stub: ScimStub;
let tenant: TestTenant;

beforeEach(async () => {
  stub = await ScimStub.start();
  tenant = new TestTenant(stub.url);
});

afterEach(() => stub[Symbol.asyncDispose]());

/** Fails POST of this user. */
function failing(userName: string, status: number, body: unknown = { detail: "no luck" }): Script {
  return ({ method, body: sent }) =>
    method === "POST" && sent?.["userName"] === userName ? { status, body } : null;
}

describe("a failure of one object", () => {
  test.each([
    [400, "WebExceptionProtocolError"],
    [403, "InsufficientRights"],
    [405, "MethodNotAllowed"],
    [409, "EntryConflict"],
    [422, "UnprocessableEntity"],
    [429, "TooManyRequests"],
    [500, "InternalServerError"],
    [501, "NotImplemented"],
    [503, "InternalServerError"],
  ])("is escrowed, the others go on: %i is %s", async (status, code) => {
    stub.script = failing("anna", status);
    const [anna, ben] = tenant.users("anna", "ben");
    tenant.assign([anna, ben]);
    const report = await tenant.cycle();
    expect(report).toMatchObject({ state: "EntryLevelErrors", users: { created: 1 }, quarantine: null });
    expect(report.failures).toEqual({
      total: 1,
      first: [
        {
          objectType: "User",
          objectId: anna.id,
          displayName: "anna",
          code,
          reason: `The endpoint answered ${status}: no luck.`,
        },
      ],
    });
    expect([...tenant.job.engine.escrows.keys()]).toEqual([`Object:${anna.id}`]);
    expect(tenant.job.status).toMatchObject({
      code: "Active",
      lastExecution: { state: "EntryLevelErrors", countEscrowed: 1 },
    });
  });

  test("is retried in the next cycle, then with growing gaps, until it succeeds", async () => {
    stub.script = failing("anna", 500);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    const attempted: boolean[] = [];
    for (let cycle = 0; cycle < 8; cycle += 1) {
      stub.forget();
      await tenant.cycle();
      attempted.push(stub.requests.length > 0);
      tenant.wait(40 * MINUTE + 1);
    }
    expect(attempted).toEqual([true, true, true, false, true, false, false, false]);
    stub.script = () => null;
    tenant.wait(DAY);
    await tenant.cycle();
    expect(tenant.job.engine.escrows.size).toBe(0);
    expect(tenant.targetIdOf(anna)).not.toBe("(none)");
  });

  test("is retried at once when the object changes", async () => {
    stub.script = failing("anna", 400);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    for (let cycle = 0; cycle < 4; cycle += 1) await tenant.cycle();
    stub.script = () => null;
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    expect((await tenant.cycle()).users.created).toBe(1);
  });

  test("delays the references to the object, which follow once it exists", async () => {
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

  test("leaves its references due when the cycle that mends it breaks off before them", async () => {
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

  test("is forgotten when the object leaves the scope", async () => {
    stub.script = failing("anna", 500);
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    tenant.unassign(anna);
    await tenant.cycle();
    expect(tenant.job.engine.escrows.size).toBe(0);
  });

  test("a linked object that is gone from the target is an invalid anchor", async () => {
    const anna = tenant.user("anna");
    tenant.assign([anna]);
    await tenant.cycle();
    stub.resources.clear();
    updateUser(tenant.store, anna, { jobTitle: "Engineer" });
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({ code: "InvalidAnchor" });
  });

  test("a required attribute without a value fails before anything is sent", async () => {
    const userName = tenant
      .mappings("User")
      .find(({ targetAttributeName }) => targetAttributeName === "userName");
    Object.assign(userName?.source ?? {}, { name: "mail", expression: "[mail]" });
    tenant.assign([tenant.user("anna")]);
    const report = await tenant.cycle();
    expect(report.failures.first[0]).toMatchObject({ code: "MissingValues" });
    expect(stub.requests).toEqual([]);
  });

  test("an expression that cannot be evaluated names its reason", async () => {
    const title = tenant.mappings("User").find(({ targetAttributeName }) => targetAttributeName === "title");
    Object.assign(title?.source ?? {}, {
      type: "Function",
      name: "CDate",
      expression: "CDate([displayName])",
    });
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({ reason: '"anna" is not a date' });
  });

  test("a reply to POST without an id is one, too", async () => {
    stub.script = failing("anna", 201, { userName: "anna" });
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({
      code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
    });
  });

  test("a manager that the reply gives as a bare string cannot be read", async () => {
    stub.add("Users", {
      userName: "anna",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { manager: "7d1e" },
    });
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).failures.first[0]).toMatchObject({
      code: "SystemForCrossDomainIdentityManagementServiceIncompatible",
    });
  });
});

test("a 429 with Retry-After is sent again after it", async () => {
  let refused = 0;
  stub.script = ({ method }) =>
    method === "POST" && (refused += 1) <= 2 ? { status: 429, headers: { "retry-after": "0" } } : null;
  tenant.assign([tenant.user("anna")]);
  const report = await tenant.cycle();
  expect(report).toMatchObject({ users: { created: 1 }, requests: { POST: 3 }, failures: { total: 0 } });
});

describe("quarantine", () => {
  test("a refused token ends the cycle at once, and the next ones come later and later", async () => {
    stub.script = () => ({ status: 401, body: { detail: "who are you" } });
    tenant.assign(tenant.users("anna", "ben"));
    const report = await tenant.cycle();
    expect(stub.requests).toHaveLength(1);
    expect(report).toMatchObject({
      state: "Failed",
      quarantine: "EncounteredQuarantineException",
      error: {
        code: "SystemForCrossDomainIdentityManagementInvalidCredentials",
        message:
          "The endpoint refused the secret token (401: who are you). Enter a valid tenant URL and secret token.",
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

  test("a job is disabled after 28 days of it", async () => {
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

  test("the first cycle that succeeds lifts it, with nothing lost", async () => {
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

  test.each([
    ["a search answered with 404", { status: 404, body: { detail: "no such path" } }],
    ["a search answered with no ListResponse", { status: 200, body: { Resources: [] } }],
    ["a search answered with HTML", { status: 200, body: "<html>" }],
  ])("%s is not SCIM", async (_name, reply) => {
    stub.script = () => reply;
    tenant.assign([tenant.user("anna")]);
    expect(await tenant.cycle()).toMatchObject({
      quarantine: "EncounteredQuarantineException",
      error: { code: "SystemForCrossDomainIdentityManagementServiceIncompatible" },
    });
  });

  test("an endpoint that nobody answers at", async () => {
    tenant.secret("BaseAddress", "http://127.0.0.1:1/scim");
    tenant.assign([tenant.user("anna")]);
    expect((await tenant.cycle()).error?.code).toBe(
      "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
    );
  });

  test("a tenant URL that is none", async () => {
    tenant.secret("BaseAddress", "scim.fabrikam.example");
    expect((await tenant.cycle()).error).toMatchObject({
      code: "SystemForCrossDomainIdentityManagementInvalidCredentials",
    });
  });

  test("a scoping filter that cannot be evaluated", async () => {
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

  test("a token that no header can carry is refused without being shown", async () => {
    tenant.secret("SecretToken", "secret\nvalue");
    const { error } = await tenant.cycle();
    expect(error?.code).toBe("SystemForCrossDomainIdentityManagementInvalidCredentials");
    expect(JSON.stringify(error)).not.toContain("value");
  });

  test.each([
    [{ attempted: 10_000, objects: 4_999, references: 0 }, null],
    [{ attempted: 10_000, objects: 5_000, references: 0 }, "EncounteredEscrowProportionThreshold"],
    [{ attempted: 20_000, objects: 5_000, references: 0 }, null],
    [{ attempted: 1_000_000, objects: 40_001, references: 0 }, "EncounteredBaseEscrowThreshold"],
    [{ attempted: 1_000_000, objects: 30_000, references: 30_001 }, "EncounteredTotalEscrowThreshold"],
    [{ attempted: 1_000_000, objects: 0, references: 60_000 }, null],
  ])("failures %o make %s", (counts, reason) => {
    expect(escrowQuarantineReason(counts)).toBe(reason);
  });
});

describe("accidental deletions", () => {
  const settings = {
    Enabled: true,
    Recipients: "it@fabrikam.example",
    DeleteThresholdEnabled: true,
    DeleteThresholdValue: 1,
  };

  test("more than the threshold are held back, and let through when told so", async () => {
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

  test("those whose cause is taken back are not held any longer", async () => {
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

  test("up to the threshold they just happen", async () => {
    const [anna, ben] = tenant.users("anna", "ben");
    tenant.assign([anna, ben]);
    await tenant.cycle();
    tenant.secret("SyncNotificationSettings", JSON.stringify(settings));
    tenant.unassign(anna);
    expect(await tenant.cycle()).toMatchObject({ quarantine: null, users: { disabled: 1 } });
  });
});
