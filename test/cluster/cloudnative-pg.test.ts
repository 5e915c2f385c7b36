import { CustomObjectsApi } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCycle } from "../../local/run/cycles.ts";
import { installCustomResources } from "./custom-resources.ts";
import { startPostgresOperator } from "./postgres-operator.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

describe("a self-hosted stack with a database of the CloudNativePG operator", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;

  beforeAll(async () => {
    world = await startSelfHosted(cleanup, false);
    world.settings.service["database"] = {
      cloudNativePg: { instances: 3, backup: { destinationPath: "https://backups.example.com/scim" } },
    };
  });

  afterAll(async () => cleanup.disposeAsync());

  it("stops on a cluster without the operator, naming what is missing", async () => {
    await expect(world.up()).rejects.toThrow("clusters.postgresql.cnpg.io");
  });

  it("is deployed once the operator is there, and provisions into its database", async () => {
    await installCustomResources(world.cluster.config);
    cleanup.defer(await startPostgresOperator(world));
    await world.up();
    expect((await runCycle(world.graph)).users.created).toBeGreaterThan(0);
  });

  it("asks for three servers and a backup every night", async () => {
    const objects = world.cluster.config.makeApiClient(CustomObjectsApi);
    const where = { group: "postgresql.cnpg.io", version: "v1", namespace: "scim" };
    expect(await objects.listNamespacedCustomObject({ ...where, plural: "clusters" })).toMatchObject({
      items: [
        {
          spec: {
            instances: 3,
            bootstrap: { initdb: { database: "scim", owner: "scim" } },
            backup: {
              retentionPolicy: "30d",
              barmanObjectStore: { destinationPath: "https://backups.example.com/scim" },
            },
          },
        },
      ],
    });
    expect(await objects.listNamespacedCustomObject({ ...where, plural: "scheduledbackups" })).toMatchObject({
      items: [{ spec: { schedule: "0 0 2 * * *", backupOwnerReference: "cluster" } }],
    });
  });

  it("has nothing to change the second time", async () => {
    expect(Object.keys((await world.up()).changes)).toEqual(["same"]);
  });
});
