import { expect, test } from "vitest";
import type { ProvisioningEngine } from "./engine/index.ts";
import type { CycleReport } from "./engine/index.ts";
import { Scheduler } from "./scheduler.ts";
import { addApplication, addServicePrincipal } from "./tenant/applications.ts";
import { addJob, startJob } from "./tenant/jobs.ts";
import type { SynchronizationJob } from "./tenant/model.ts";
import { newTenant } from "./tenant/new-tenant.ts";
import { TenantStore } from "./tenant/store.ts";
import { softDeleteUser } from "./tenant/users.ts";
import { directory, user } from "./testing/directory.ts";

const minute = 60_000;

/** A store with so many started jobs, and an engine that notes when it ran and is due again after the interval. */
function started(jobs: number, intervalMs = 40 * minute) {
  const store = new TenantStore(
    newTenant("5f1c1f3e-7a52-4f0a-9c1d-3b6e0c2a9d41", directory([user("ann", "Ann")]), []),
  );
  for (let index = 0; index < jobs; index += 1) {
    const application = addApplication(store, {
      displayName: "App",
      applicationTemplateId: "t",
      ownerId: "o",
    });
    startJob(store, addJob(store, addServicePrincipal(store, application, "o"), "scim"));
  }
  const ran: { job: string; at: number; users: number }[] = [];
  const engine: Pick<ProvisioningEngine, "runCycle"> = {
    async runCycle(store: TenantStore, job: SynchronizationJob) {
      const at = store.clock.now().getTime();
      ran.push({ job: job.id, at, users: store.tenant.users.size });
      job.engine.nextCycleAt = new Date(at + intervalMs).toISOString();
      await Promise.resolve();
      return { jobId: job.id } as CycleReport;
    },
  };
  return { store, ran, scheduler: new Scheduler(store, engine) };
}

test("runs each due cycle in its own time while the clock moves", async () => {
  const { ran, scheduler, store } = started(2);
  const from = store.clock.now().getTime();
  const reports = await scheduler.advance(130 * minute);
  expect(reports).toHaveLength(8);
  const minutes = ran.map(({ at }) => Math.round((at - from) / minute));
  expect(minutes).toEqual([0, 0, 40, 40, 80, 80, 120, 120]);
});

test("purges deleted users on their day, before the cycles of that day", async () => {
  const { ran, scheduler, store } = started(1, 24 * 60 * minute);
  const ann = store.tenant.users.get("ann");
  if (ann !== undefined) softDeleteUser(store, ann);
  await scheduler.advance(31 * 24 * 60 * minute);
  expect(store.tenant.users.size).toBe(0);
  expect(store.tenant.purged.get("ann")?.objectType).toBe("User");
  expect(ran.filter(({ users }) => users === 1).length).toBeGreaterThanOrEqual(29);
});

test("leaves paused jobs alone", async () => {
  const { ran, scheduler, store } = started(1);
  for (const job of store.tenant.jobs.values()) job.schedule.state = "Paused";
  expect(await scheduler.runStarted()).toEqual([]);
  await scheduler.advance(120 * minute);
  expect(ran).toEqual([]);
});

test("ends even if an engine never says when a job is due again", async () => {
  const { ran, scheduler } = started(1, 0);
  await scheduler.advance(60 * minute);
  expect(ran.length).toBeLessThan(5);
});
