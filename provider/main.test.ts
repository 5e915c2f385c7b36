import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { EmulatedEntra } from "./testing/emulator.ts";
import { startPlugin } from "./testing/plugin.ts";

const NAME = "pulumi-resource-entra-provisioning";
const executable = new URL(`./${NAME}`, import.meta.url).pathname;
const run = promisify(execFile);

/** The executable in a place without the repository around it, with a `node` on PATH that says it is old, or none. */
async function elsewhere(withOldNode: boolean): Promise<{ file: string; bin: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "plugin-elsewhere-"));
  const [plugin, bin] = [path.join(folder, "provider"), path.join(folder, "bin")];
  await Promise.all([mkdir(plugin, { recursive: true }), mkdir(bin)]);
  await copyFile(executable, path.join(plugin, NAME));
  for (const tool of ["sh", "dirname"]) await symlink(`/usr/bin/${tool}`, path.join(bin, tool));
  if (withOldNode) await writeFile(path.join(bin, "node"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  return { file: path.join(plugin, NAME), bin };
}

describe("the plug-in's process", () => {
  test("it ends when the engine is gone", async () => {
    await using plugin = await startPlugin({});
    expect(await plugin.loseEngine()).toBe(0);
  });

  test("a resource or function that there is not is told by its name", async () => {
    await using plugin = await startPlugin({});
    await expect(plugin.create("Teapot", {})).rejects.toThrow("no resource entra-provisioning:index:Teapot");
    await expect(plugin.invoke("brew", {})).rejects.toThrow("no function entra-provisioning:index:brew");
  });

  test.each([
    ["a Node that is too old", true],
    ["no Node at all", false],
  ])("%s is told in one sentence", async (_, withOldNode) => {
    const { file, bin } = await elsewhere(withOldNode);
    await expect(run(file, [], { env: { PATH: bin } })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^The provider entra-provisioning needs Node 22\.18 or later: run npm install in \S+, .*\.\n$/,
      ),
    });
  });

  test("without any credentials, what Graph is not needed for works, and the rest says what to set", async () => {
    await using plugin = await startPlugin({ ARM_USE_CLI: "false" });
    expect((await plugin.check("ConnectionTest", {})).problems).toHaveLength(4);
    const job = { servicePrincipalId: crypto.randomUUID(), jobId: "scim.1" };
    await expect(plugin.invoke("getJobHealth", job)).rejects.toThrow(
      /No credentials for Microsoft Graph\. Set ARM_/,
    );
  });

  test("a wrong secret is told with the step and without the secret", async () => {
    await using entra = await EmulatedEntra.start();
    await using plugin = await startPlugin({ ...entra.environment, ARM_CLIENT_SECRET: "not-the-secret" });
    const job = { servicePrincipalId: crypto.randomUUID(), jobId: "scim.1" };
    const failed = plugin.invoke("getJobHealth", job);
    await expect(failed).rejects.toThrow(
      /Step 1 of the guide \(Sign in\): login to https:.* by client secret failed/,
    );
    await expect(failed).rejects.not.toThrow(/not-the-secret/);
  });

  test("two providers in one program call two tenants", async () => {
    await using entra = await EmulatedEntra.start();
    const job = await entra.makeJob();
    const {
      ARM_METADATA_HOSTNAME: metadataHost = "",
      ARM_TENANT_ID: tenantId = "",
      ...login
    } = entra.environment;
    await using customer = await startPlugin(login, { tenantId, metadataHost });
    expect(await customer.invoke("getJobHealth", job)).toMatchObject({ schedule: "Disabled" });
    await using other = await startPlugin(login, { tenantId: crypto.randomUUID(), metadataHost });
    await expect(other.invoke("getJobHealth", job)).rejects.toThrow(/Sign in/);
  });
});
