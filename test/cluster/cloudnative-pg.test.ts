import { readFile } from "node:fs/promises";
import { CustomObjectsApi, PatchStrategy, setHeaderOptions } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { runCycle } from "../../local/run/cycles.ts";
import { installCustomResources } from "./custom-resources.ts";
import { startPostgresOperator } from "./postgres-operator.ts";
import { startSelfHosted, type SelfHosted } from "./self-hosted.ts";

const PLUGIN = "barman-cloud.cloudnative-pg.io";
const GUIDE = new URL("../../docs/self-hosting.md", import.meta.url);

const deployment = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(
      z.looseObject({ type: z.string(), inputs: z.record(z.string(), z.unknown()).optional() }),
    ),
  }),
});

/** Makes the state say that a resource was deployed with another specification. */
async function rewriteState(
  { stack }: SelfHosted,
  type: string,
  change: (spec: Readonly<Record<string, unknown>>) => object,
): Promise<void> {
  const state = deployment.parse(JSON.parse(await stack.call(["stack", "export", "--stack", "local"])));
  for (const resource of state.deployment.resources) {
    if (resource.type !== type) continue;
    const spec = z.record(z.string(), z.unknown()).parse(resource.inputs?.["spec"]);
    resource.inputs = { ...resource.inputs, spec: change(spec) };
  }
  await stack.call(["stack", "import", "--stack", "local"], JSON.stringify(state));
}

const withManager = z.object({
  metadata: z.object({
    managedFields: z.array(z.object({ manager: z.string(), subresource: z.string().optional() })),
  }),
  spec: z.record(z.string(), z.unknown()),
});

describe("a self-hosted stack with a database of the CloudNativePG operator", () => {
  const cleanup = new AsyncDisposableStack();
  let world: SelfHosted;

  beforeAll(async () => {
    world = await startSelfHosted(cleanup, { operators: false });
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
            plugins: [
              {
                name: PLUGIN,
                isWALArchiver: true,
                parameters: { barmanObjectName: "sightcall-service-database" },
              },
            ],
          },
        },
      ],
    });
    expect(await objects.listNamespacedCustomObject({ ...where, plural: "scheduledbackups" })).toMatchObject({
      items: [
        {
          spec: {
            schedule: "0 0 2 * * *",
            backupOwnerReference: "cluster",
            method: "plugin",
            pluginConfiguration: { name: PLUGIN },
          },
        },
      ],
    });
    const store = { ...where, group: "barmancloud.cnpg.io", plural: "objectstores" };
    expect(await objects.listNamespacedCustomObject(store)).toMatchObject({
      items: [
        {
          metadata: { name: "sightcall-service-database" },
          spec: {
            retentionPolicy: "30d",
            configuration: {
              destinationPath: "https://backups.example.com/scim",
              azureCredentials: { inheritFromAzureAD: true },
            },
          },
        },
      ],
    });
  });

  it("has the guide's manifest of a restored cluster accepted field by field", async () => {
    const [, manifest] =
      /<!-- restore:[^>]*-->\s*```yaml\n(.*?)```/s.exec(await readFile(GUIDE, "utf8")) ?? [];
    const body: unknown = parse(manifest ?? "");
    const objects = world.cluster.config.makeApiClient(CustomObjectsApi);
    const where = { group: "postgresql.cnpg.io", version: "v1", namespace: "scim", plural: "clusters" };
    await expect(
      objects.createNamespacedCustomObject({ ...where, body, dryRun: "All", fieldValidation: "Strict" }),
    ).resolves.toMatchObject({ metadata: { name: "restored" } });
  });

  it("moves a cluster with the operator's built-in backup over to the plugin", async () => {
    const objects = world.cluster.config.makeApiClient(CustomObjectsApi);
    const name = "sightcall-service-database";
    const where = { group: "postgresql.cnpg.io", version: "v1", namespace: "scim", plural: "clusters", name };
    const made = withManager.parse(await objects.getNamespacedCustomObject(where));
    const { plugins: _, ...spec } = made.spec;
    const builtIn = { barmanObjectStore: { destinationPath: "https://backups.example.com/scim" } };
    const body = {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Cluster",
      metadata: { name },
      spec: { ...spec, backup: builtIn },
    };
    // As the stack would have: what a manager has applied and no longer applies is taken away. The status is the operator's.
    const own = made.metadata.managedFields.find(({ subresource }) => subresource === undefined);
    const fieldManager = own?.manager ?? "";
    await objects.patchNamespacedCustomObject(
      { ...where, body, fieldManager, force: true },
      setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply),
    );
    await rewriteState(world, "kubernetes:postgresql.cnpg.io/v1:Cluster", ({ plugins: __, ...rest }) => ({
      ...rest,
      backup: builtIn,
    }));
    await world.up();
    const moved = await objects.getNamespacedCustomObject(where);
    expect(moved).toMatchObject({ spec: { plugins: [{ name: PLUGIN, isWALArchiver: true }] } });
    expect(moved).not.toHaveProperty("spec.backup");
  });

  it("has nothing to change the second time", async () => {
    expect(Object.keys((await world.up()).changes)).toEqual(["same"]);
  });
});
