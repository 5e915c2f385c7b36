import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppsV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readYamlDirectory } from "../../entra-emulator/src/directory/yaml.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

const DIRECTORY = path.resolve(import.meta.dirname, "../../local/directory.yaml");

describe("a stack that hosts the service itself", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-self-hosted-"));
    cleanup.defer(async () => rm(folder, { recursive: true, force: true }));
    // The database server runs as another account where the tests run as root.
    await chmod(folder, 0o711);
    const directory = await readYamlDirectory(DIRECTORY);
    const tools = path.dirname(inject("helm"));
    world = await startSelfHosted(
      { folder, tools, directory, binaries: inject("controlPlaneBinaries") },
      cleanup,
    );
  });

  afterAll(async () => cleanup.disposeAsync());

  it("deploys the service, issues its token and starts provisioning into it, in one up", async () => {
    const { steps } = await world.up();
    const order = steps.map(({ type }) => type);
    expect(order.indexOf("kubernetes:helm.sh/v3:Release")).toBeLessThan(
      order.indexOf("entra-provisioning:index:ScimToken"),
    );
    expect(order.indexOf("entra-provisioning:index:ScimToken")).toBeLessThan(
      order.indexOf("entra-provisioning:index:ConnectionTest"),
    );
    const deployment = await world.cluster.config
      .makeApiClient(AppsV1Api)
      .readNamespacedDeployment({ name: "scim-service", namespace: "scim" });
    expect(deployment.status).toMatchObject({ readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2 });
  });
});
