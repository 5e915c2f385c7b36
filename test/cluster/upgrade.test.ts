import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runCycle } from "../../local/run/cycles.ts";
import { packageVersion, withoutSources } from "../upgrade/recording.ts";
import { startPostgresOperator } from "./postgres-operator.ts";
import { type SelfHosted, startSelfHosted } from "./self-hosted.ts";

const FIXTURES = path.resolve(import.meta.dirname, "..", "upgrade", "fixtures", "self-hosted");
const VERSIONS = await readdir(FIXTURES);
const PASSPHRASE = "passphrase";
/** What stands for paths of the recording machine. */
const KUBECONFIG = "/kubeconfig";
const CHECKOUT = "/checkout";

const recordedState = z.object({
  deployment: z.object({ resources: z.array(z.object({ type: z.string() })) }),
});
const recordedSettings = z.looseObject({ service: z.record(z.string(), z.unknown()) });

/** With one of these go accounts, their data, or Entra's way in. */
const VALUABLE = [
  "azuread:index/applicationFromTemplate:ApplicationFromTemplate",
  "azuread:index/synchronizationJob:SynchronizationJob",
  "kubernetes:postgresql.cnpg.io/v1:Cluster",
  "entra-provisioning:index:ScimToken",
];

describe("a self-hosted stack", () => {
  const cleanup = new AsyncDisposableStack();
  let tenant: string;
  beforeEach(async () => {
    tenant = await mkdtemp(path.join(os.tmpdir(), "recorded-tenant-"));
    cleanup.defer(() => rm(tenant, { recursive: true, force: true }));
  });
  afterAll(() => cleanup.disposeAsync());

  it.each(VERSIONS)("of version %s previews without a replacement or a deletion", async (version) => {
    const file = (name: string) => path.join(FIXTURES, version, name);
    await copyFile(file("tenant.json"), path.join(tenant, "tenant.json"));
    const world = await startSelfHosted(cleanup, { tenant, passphrase: PASSPHRASE });
    const values = recordedSettings.parse(JSON.parse(await readFile(file("settings.json"), "utf8")));
    await world.stack.configure({ values, secrets: {} });
    const state = await readFile(file("state.json"), "utf8");
    const { resources } = recordedState.parse(JSON.parse(state)).deployment;
    expect(resources.map(({ type }) => type)).toEqual(expect.arrayContaining(VALUABLE));
    await world.stack.call(
      ["stack", "import", "--stack", "local"],
      state.replaceAll(`"${KUBECONFIG}"`, JSON.stringify(world.cluster.kubeconfig)),
    );

    const preview = await world.stack.call(["preview", "--diff"]);
    expect(preview).toMatch(/\d+ unchanged/);
    expect(preview).not.toMatch(/to (replace|delete)|error:/);
    // Nothing of what was there is made a second time: docs/upgrading.md names what comes new.
    const known = new Set(resources.map(({ type }) => type));
    const made = Array.from(preview.matchAll(/^ *\+ (\S+): \(create\)/gm), ([, type = ""]) => type);
    expect(made.filter((type) => known.has(type))).toEqual([]);
  });

  it.runIf(process.env["KIT_RECORD"] === "1")("of this version is recorded", async () => {
    const world = await startSelfHosted(cleanup, { tenant, passphrase: PASSPHRASE });
    world.settings.service["database"] = {
      cloudNativePg: { instances: 3, backup: { destinationPath: "https://backups.example.com/scim" } },
    };
    cleanup.defer(await startPostgresOperator(world));
    await world.up();
    expect((await runCycle(world.graph)).users.created).toBeGreaterThan(0);
    await record(world, tenant);
  });
});

async function record({ stack, settings, cluster }: SelfHosted, tenant: string): Promise<void> {
  const folder = path.join(FIXTURES, await packageVersion());
  await mkdir(folder, { recursive: true });
  const state: unknown = JSON.parse(await stack.call(["stack", "export"]), withoutSources);
  const text = JSON.stringify(state, undefined, 2)
    .replaceAll(cluster.kubeconfig, KUBECONFIG)
    .replaceAll(path.resolve(import.meta.dirname, "..", ".."), CHECKOUT);
  await writeFile(path.join(folder, "state.json"), text);
  await writeFile(path.join(folder, "settings.json"), JSON.stringify(settings, undefined, 2));
  await copyFile(path.join(tenant, "tenant.json"), path.join(folder, "tenant.json"));
}
