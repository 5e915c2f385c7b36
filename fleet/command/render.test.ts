import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const MAIN = path.resolve(import.meta.dirname, "..", "main.ts");
const EXAMPLE = path.resolve(import.meta.dirname, "../../examples/fleet/customers.yaml");
const OPTIONS = [
  "--to",
  "pulumi-operator",
  "--image",
  "registry.example.com/fleet:1",
  "--repository",
  "https://git.example.com/fleet.git",
];
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "fleet-render-"));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

const render = (...more: string[]) => {
  const { PULUMI_BACKEND_URL: _, ...env } = process.env;
  return run(process.execPath, [MAIN, "render", folder, "--customers", EXAMPLE, ...OPTIONS, ...more], {
    env,
  });
};

it("writes a folder for Argo CD and Flux, and changes nothing the second time", async () => {
  const backend = ["--backend", "azblob://state?storage_account=fleet"];
  expect((await render(...backend)).stderr).toContain("9 written, 0 unchanged");
  expect(await readdir(path.join(folder, "customers"))).toEqual([
    "contoso.yaml",
    "fabrikam.yaml",
    "woodgrove.yaml",
  ]);
  expect((await render(...backend)).stderr).toContain("0 written, 9 unchanged");
});

it.each([
  [[], "Pods keep no files: name a backend"],
  [
    ["--backend", "s3://state", "--branch", "main", "--commit", "0123"],
    "--branch and --commit are both given",
  ],
  [["--backend", "s3://state", "--resync", "soon"], "30m, 12h, 1d"],
])("refuses %j with what to do", async (more, message) => {
  await expect(render(...more)).rejects.toMatchObject({ stderr: expect.stringContaining(message) });
});
