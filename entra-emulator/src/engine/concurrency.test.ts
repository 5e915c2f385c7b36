import { describe, expect } from "vitest";
import { TestTenant } from "./testing/tenant.ts";
import { test } from "./testing/test.ts";

describe("requests in parallel", () => {
  test("go out up to the bound, never beyond it", async ({ stub }) => {
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

  test("cycles of one job come one after another", async ({ stub, tenant }) => {
    tenant.assign(tenant.users("anna"));
    const [first, second] = await Promise.all([tenant.cycle(), tenant.cycle()]);
    expect([first.kind, second.kind]).toEqual(["initial", "incremental"]);
    expect(stub.writes("POST")).toHaveLength(1);
  });

  test("several jobs run side by side, each with its own links", async ({ stub, tenant }) => {
    const other = new TestTenant(stub.url);
    tenant.assign(tenant.users("anna"));
    other.assign(other.users("ben"));
    const reports = await Promise.all([tenant.cycle(), other.cycle()]);
    expect(reports.map(({ users }) => users.created)).toEqual([1, 1]);
    expect(tenant.job.engine.links.size).toBe(1);
  });
});
