import { describe, expect } from "vitest";
import { pauseJob } from "../tenant/jobs.ts";
import { test } from "./testing/test.ts";

describe("status of the job", () => {
  test("tells the last cycle, the counts and when the next one is due", async ({ tenant }) => {
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

  test("counts progress while the cycle runs", async ({ stub, tenant }) => {
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

  test("a job that is paused in the meantime stays paused, and its cycle runs to the end", async ({
    stub,
    tenant,
  }) => {
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

  test("a schema that is written in the meantime is evaluated by the next cycle", async ({
    stub,
    tenant,
  }) => {
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
