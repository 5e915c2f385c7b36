import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addMember } from "../tenant/groups.ts";
import { pauseJob } from "../tenant/jobs.ts";
import { updateUser } from "../tenant/users.ts";
import { ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

let stub: ScimStub;
let tenant: TestTenant;

beforeEach(async () => {
  stub = await ScimStub.start();
  tenant = new TestTenant(stub.url);
});

afterEach(() => stub[Symbol.asyncDispose]());

describe("status of the job", () => {
  test("tells the last cycle, the counts and when the next one is due", async () => {
    tenant.assign([tenant.group("Team", tenant.users("anna", "ben"))]);
    const { cycleId } = await tenant.cycle();
    const { status, engine } = tenant.job;
    expect(status).toMatchObject({
      code: "Active",
      quarantine: null,
      progress: [],
      lastExecution: {
        activityIdentifier: cycleId,
        state: "Succeeded",
        error: null,
        countEntitled: 3,
        countImported: 3,
        countImportedReferenceDeltas: 2,
        countExports: 5,
        countEscrowed: 0,
      },
    });
    expect(status.synchronizedEntryCountByType).toEqual([
      { key: "User", value: 2 },
      { key: "Group", value: 1 },
    ]);
    expect(status.lastSuccessfulExecutionWithExports).toEqual(status.lastExecution);
    expect(status.steadyStateFirstAchievedTime).toBe(status.lastExecution?.timeEnded);
    expect(Date.parse(engine.nextCycleAt ?? "") - Date.parse(status.lastExecution?.timeEnded ?? "")).toBe(
      40 * 60_000,
    );
  });

  test("counts progress while the cycle runs", async () => {
    const seen: number[] = [];
    stub.script = ({ method }) => {
      if (method === "POST") seen.push(tenant.job.status.progress[0]?.completedUnits ?? -1);
      return null;
    };
    tenant.assign(tenant.users("anna", "ben", "cleo"));
    await tenant.cycle();
    expect(seen).toEqual([0, 1, 2]);
    expect(tenant.job.status.progress).toEqual([]);
  });

  test("a job that is paused in the meantime stays paused, and its cycle runs to the end", async () => {
    stub.script = ({ method }) => {
      if (method === "POST") pauseJob(tenant.store, tenant.job);
      return null;
    };
    tenant.assign(tenant.users("anna", "ben"));
    expect((await tenant.cycle()).users.created).toBe(2);
    expect(tenant.job).toMatchObject({
      schedule: { state: "Paused" },
      status: { code: "Paused" },
      engine: { nextCycleAt: null },
    });
  });

  test("a schema that is written in the meantime is evaluated by the next cycle", async () => {
    tenant.assign(tenant.users("anna"));
    stub.script = () => {
      tenant.job.schema = structuredClone(tenant.job.schema);
      return null;
    };
    await tenant.cycle();
    stub.script = () => null;
    expect((await tenant.cycle()).kind).toBe("initial");
    expect((await tenant.cycle()).kind).toBe("incremental");
  });
});

describe("provisioning log", () => {
  test("tells a creation with its steps and values", async () => {
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
        details: { UserPrincipalName: "anna" },
      },
      targetIdentity: { id: tenant.targetIdOf(anna) },
      provisioningStatusInfo: { status: "success", errorInformation: null },
    });
    expect(entry?.provisioningSteps.map(({ provisioningStepType }) => provisioningStepType)).toEqual([
      "import",
      "scoping",
      "matching",
      "export",
    ]);
    expect(entry?.modifiedProperties).toContainEqual({
      displayName: "active",
      oldValue: null,
      newValue: "True",
    });
  });

  test("tells a change with both values, a disable as such, and what was redacted as redacted", async () => {
    const title = tenant.mappings("User").find(({ targetAttributeName }) => targetAttributeName === "title");
    Object.assign(title?.source ?? {}, {
      type: "Function",
      name: "Redact",
      expression: "Redact([jobTitle])",
    });
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
      modifiedProperties: [{ displayName: "active", oldValue: "True", newValue: "False" }],
    });
  });

  test("tells members and managers by the ids of the directory", async () => {
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

  test("tells a failure with its code and category", async () => {
    stub.script = ({ method }) => (method === "POST" ? { status: 409, body: { detail: "taken" } } : null);
    tenant.assign(tenant.users("anna"));
    await tenant.cycle();
    expect(tenant.store.provisioningLog.entries()).toMatchObject([
      {
        provisioningAction: "create",
        provisioningStatusInfo: {
          status: "failure",
          errorInformation: {
            errorCode: "EntryConflict",
            reason: "The endpoint answered 409: taken.",
            errorCategory: "failure",
          },
        },
      },
    ]);
  });
});

describe("requests in parallel", () => {
  test("go out up to the bound, never beyond it", async () => {
    const crowd = new TestTenant(stub.url, { concurrency: 4 });
    let most = 0;
    const arrived: (() => void)[] = [];
    stub.delay = () => {
      most = Math.max(most, arrived.length + 1);
      return new Promise<void>((resolve) => {
        arrived.push(resolve);
        // Only once four wait do they go on together, so fewer at a time would end in a time-out.
        if (arrived.length === 4) for (const go of arrived.splice(0)) go();
      });
    };
    crowd.assign(Array.from({ length: 8 }, (_, index) => crowd.user(`person${index}`)));
    expect(await crowd.cycle()).toMatchObject({ users: { created: 8 }, requests: { GET: 8, POST: 8 } });
    expect(most).toBe(4);
  });

  test("cycles of one job come one after another", async () => {
    tenant.assign(tenant.users("anna"));
    const [first, second] = await Promise.all([tenant.cycle(), tenant.cycle()]);
    expect([first.kind, second.kind]).toEqual(["initial", "incremental"]);
    expect(stub.writes("POST")).toHaveLength(1);
  });

  test("several jobs run side by side, each with its own links", async () => {
    const other = new TestTenant(stub.url);
    tenant.assign(tenant.users("anna"));
    other.assign(other.users("ben"));
    const reports = await Promise.all([tenant.cycle(), other.cycle()]);
    expect(reports.map(({ users }) => users.created)).toEqual([1, 1]);
    expect(tenant.job.engine.links.size).toBe(1);
  });
});
