import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { CoreV1Api } from "@kubernetes/client-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

describe("a self-hosted stack with a mistake", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;
  let right: SelfHosted["settings"]["service"];

  beforeAll(async () => {
    world = await startSelfHosted(cleanup, { operators: false });
    right = { ...world.settings.service };
  });

  afterAll(async () => cleanup.disposeAsync());

  afterEach(() => {
    world.settings.service = { ...right };
  });

  it("names the pull secret that is missing", async () => {
    world.settings.service["image"] = { pullSecret: "registry" };
    await expect(world.up()).rejects.toThrow(/registry.*does not exist/s);
  });

  it("names the custom resource that the cluster lacks for monitoring", async () => {
    world.settings.service["monitoring"] = true;
    await expect(world.up()).rejects.toThrow(/ServiceMonitor|PrometheusRule/);
  });

  it("stops within its timeout when the database is not reachable, and names what is not ready", async () => {
    await world.postgres.stop();
    world.settings.service["timeoutSeconds"] = 30;
    await expect(world.up()).rejects.toThrow(/scim-service/);
    await world.restartPostgres();
  });

  it("gives up within its timeout on an admin API that never answers, and names its address", async () => {
    const silent = createServer(() => {});
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    Object.assign(world.settings.service, { adminUrl: `http://${host}`, timeoutSeconds: 30 });
    await expect(world.up()).rejects.toThrow(`${host} does not answer`);
    silent.close();
  });

  it("goes on from there once the mistakes are mended", async () => {
    const body = { metadata: { name: "registry" } };
    await world.cluster.config.makeApiClient(CoreV1Api).createNamespacedSecret({ namespace: "scim", body });
    world.settings.service["image"] = { pullSecret: "registry" };
    const { changes } = await world.up();
    expect(changes["create"]).toBeGreaterThan(0);
    expect((await world.up()).changes).toEqual({ same: expect.any(Number) });
  });
});
