import { CoreV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startLoad, type Load } from "./load.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

/** Writes that must have been acknowledged after the fault, so that recovery is seen and not assumed. */
const ACKNOWLEDGED_AFTER = 100;

describe("the service under load", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;
  let load: Load;

  beforeAll(async () => {
    world = await startSelfHosted(cleanup);
    await world.up();
  });

  afterAll(async () => cleanup.disposeAsync());

  beforeEach(async () => {
    load = await startLoad(world);
    await acknowledged(ACKNOWLEDGED_AFTER);
  });

  it("is updated to a new image tag without one refused request", async () => {
    const before = podNames();
    world.settings.service["image"] = { tag: "0.1.1" };
    await world.up();
    await expect
      .poll(() => podNames().filter((name) => before.includes(name)), { timeout: 60_000 })
      .toEqual([]);
    await acknowledged(load.ledger.acknowledged + ACKNOWLEDGED_AFTER);
    await load.stop();
    expect(refusals()).toEqual({ unavailable: 0, broken: 0, unexpected: [] });
    expect(await load.lost()).toEqual([]);
  });

  it("loses no request to the eviction of a pod", async () => {
    const [name = ""] = podNames();
    await world.cluster.config.makeApiClient(CoreV1Api).createNamespacedPodEviction({
      name,
      namespace: "scim",
      body: { metadata: { name, namespace: "scim" } },
    });
    await expect.poll(podNames, { timeout: 60_000 }).not.toContain(name);
    await expect.poll(() => podNames().length, { timeout: 60_000 }).toBe(2);
    await acknowledged(load.ledger.acknowledged + ACKNOWLEDGED_AFTER);
    await load.stop();
    expect(refusals()).toEqual({ unavailable: 0, broken: 0, unexpected: [] });
    expect(await load.lost()).toEqual([]);
  });

  it("loses no acknowledged write when a pod is killed", async () => {
    const [name = ""] = podNames();
    world.runner.pods.get(name)?.kill();
    await acknowledged(load.ledger.acknowledged + ACKNOWLEDGED_AFTER);
    await load.stop();
    // What was under way on the killed pod, or sent to it before its endpoint was gone, breaks; nothing else does.
    expect(load.ledger.unexpected).toEqual([]);
    expect(load.ledger.unavailable).toBe(0);
    expect(world.runner.pods.get(name)?.restarts).toBe(1);
    tell("a killed pod", "under way on it, or sent before its endpoint was gone");
    expect(await load.lost()).toEqual([]);
  });

  it("loses no acknowledged write when PostgreSQL restarts, and goes on by itself", async () => {
    await world.postgres.stop();
    await expect
      .poll(() => load.ledger.unavailable + load.ledger.broken, { timeout: 30_000 })
      .toBeGreaterThan(0);
    await world.restartPostgres();
    await acknowledged(load.ledger.acknowledged + ACKNOWLEDGED_AFTER);
    await load.stop();
    expect(load.ledger.unexpected).toEqual([]);
    tell("a restarted PostgreSQL", "under way in the services meanwhile");
    expect(await load.lost()).toEqual([]);
  });

  function podNames(): string[] {
    return [...world.runner.pods.keys()].toSorted();
  }

  /** The failures that a fault may cause, counted. */
  function tell(fault: string, why: string): void {
    const { broken, unavailable, acknowledged: count } = load.ledger;
    console.log(
      `${fault}: ${broken} requests broke with their connection (${why}), ${unavailable} were answered 503 with ` +
        `Retry-After, ${count} writes were acknowledged`,
    );
  }

  function refusals() {
    const { unavailable, broken, unexpected } = load.ledger;
    return { unavailable, broken, unexpected };
  }

  async function acknowledged(count: number): Promise<void> {
    await expect.poll(() => load.ledger.acknowledged, { timeout: 60_000 }).toBeGreaterThan(count);
  }
});
