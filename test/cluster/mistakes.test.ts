import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { readYamlDirectory } from "../../entra-emulator/src/directory/yaml.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

const DIRECTORY = path.resolve(import.meta.dirname, "../../local/directory.yaml");

describe("a self-hosted stack with a mistake", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;
  let right: SelfHosted["settings"]["service"];

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-mistakes-"));
    cleanup.defer(async () => rm(folder, { recursive: true, force: true }));
    // The database server runs as another account where the tests run as root.
    await chmod(folder, 0o711);
    const directory = await readYamlDirectory(DIRECTORY);
    const tools = path.dirname(inject("helm"));
    const binaries = inject("controlPlaneBinaries");
    world = await startSelfHosted({ folder, tools, directory, binaries, operators: false }, cleanup);
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
    const { changes } = await world.up();
    expect(changes["create"]).toBeGreaterThan(0);
    expect((await world.up()).changes).toEqual({ same: expect.any(Number) });
  });
});
