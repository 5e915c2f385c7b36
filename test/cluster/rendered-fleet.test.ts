import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { readFleet } from "../../fleet/customers/read.ts";
import { writeRendered } from "../../fleet/render/folder.ts";
import { renderOperator } from "../../fleet/render/pulumi-operator.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { installCustomResources } from "./custom-resources.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../examples/fleet/customers.yaml");
const run = promisify(execFile);

let folder: string;
let cluster: ControlPlane;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-rendered-"));
  cluster = await startControlPlane({ binaries: inject("controlPlaneBinaries"), folder });
  await installCustomResources(cluster.config);
});
afterAll(async () => {
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
});

const kubectl = async (...args: string[]) =>
  (await run(inject("kubectl"), [...args, "--kubeconfig", cluster.kubeconfig])).stdout;

it("a rendered fleet is accepted field by field under the operator's definitions", async () => {
  const settings = {
    namespace: "fleet",
    image: "registry.example.com/fleet:0.1.0",
    repository: "https://git.example.com/fleet.git",
    revision: { commit: "0123456789abcdef0123456789abcdef01234567" },
    directory: undefined,
    backend: "azblob://state?storage_account=fleet",
    secretsProvider: "azurekeyvault://fleet.vault.azure.net/keys/pulumi",
    environmentSecret: "backend",
    resyncSeconds: 86_400,
    destroyOnDelete: false,
  };
  const where = { repository: settings.repository, revision: "main", path: "deploy/fleet" };
  const rendered = path.join(folder, "rendered");
  await writeRendered(rendered, renderOperator(await readFleet(EXAMPLE), settings, where, "entra-scim"));

  await kubectl("create", "-f", path.join(rendered, "namespace.yaml"));
  await kubectl("create", "--validate=strict", "-f", path.join(rendered, "customers"));
  const stacks = await kubectl("get", "stacks.pulumi.com", "-n", "fleet", "-o", "name");
  expect(stacks.trim().split("\n")).toEqual([
    "stack.pulumi.com/contoso",
    "stack.pulumi.com/fabrikam",
    "stack.pulumi.com/woodgrove",
  ]);
  // Applying the same again changes nothing.
  await kubectl("apply", "--server-side", "-k", rendered);
  const again = await kubectl("diff", "--server-side", "-k", rendered);
  expect(again).toBe("");
});
