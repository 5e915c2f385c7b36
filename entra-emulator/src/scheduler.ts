import type { CycleReport } from "./engine/report.ts";
import type { ProvisioningEngine } from "./engine/index.ts";
import type { SynchronizationJob } from "./tenant/model.ts";
import type { TenantStore } from "./tenant/store.ts";
import { nextPurge, purgeExpiredUsers } from "./tenant/users.ts";

/** Runs cycles when they are due by the emulated clock or asked for. */
export class Scheduler {
  readonly #store: TenantStore;
  readonly #engine: Pick<ProvisioningEngine, "runCycle">;
  /** The cycles that run, with their jobs' ids. */
  readonly #running = new Map<Promise<unknown>, string>();

  constructor(store: TenantStore, engine: Pick<ProvisioningEngine, "runCycle">) {
    this.#store = store;
    this.#engine = engine;
  }

  /** Runs one cycle now; the engine lets cycles of the same job wait for each other. */
  async runCycle(job: SynchronizationJob): Promise<CycleReport> {
    const cycle = this.#engine.runCycle(this.#store, job);
    this.#running.set(cycle, job.id);
    try {
      return await cycle;
    } finally {
      this.#running.delete(cycle);
      this.#store.touch();
    }
  }

  /** Runs one cycle of every started job, side by side. */
  runStarted(): Promise<CycleReport[]> {
    return Promise.all(this.#started().map((job) => this.runCycle(job)));
  }

  /** Runs the cycles and purges that are due now. Jobs with a cycle under way are left alone. */
  async runDue(): Promise<CycleReport[]> {
    purgeExpiredUsers(this.#store);
    const now = this.#store.clock.now().getTime();
    const busy = new Set(this.#running.values());
    const due = this.#started().filter((job) => !busy.has(job.id) && dueAt(job) <= now);
    return Promise.all(due.map((job) => this.runCycle(job)));
  }

  /** Moves the clock ahead, from one due cycle or purge to the next, so that each happens at its time. */
  async advance(milliseconds: number): Promise<CycleReport[]> {
    const { clock } = this.#store;
    const target = clock.now().getTime() + milliseconds;
    const reports: CycleReport[] = [];
    for (let next = this.#nextEvent(); next <= target; next = this.#nextEvent()) {
      clock.advanceTo(new Date(next));
      const ran = await this.runDue();
      reports.push(...ran);
      if (this.#nextEvent() <= next) break;
    }
    clock.advanceTo(new Date(target));
    reports.push(...(await this.runDue()));
    this.#store.touch();
    return reports;
  }

  /** Waits for the cycles that run. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#running.keys());
  }

  #started(): SynchronizationJob[] {
    return [...this.#store.tenant.jobs.values()].filter((job) => job.schedule.state === "Active");
  }

  #nextEvent(): number {
    const purge = nextPurge(this.#store)?.getTime() ?? Number.POSITIVE_INFINITY;
    return Math.min(purge, ...this.#started().map(dueAt));
  }
}

function dueAt({ engine }: SynchronizationJob): number {
  return engine.nextCycleAt === null ? Number.POSITIVE_INFINITY : Date.parse(engine.nextCycleAt);
}
