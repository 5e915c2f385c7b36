import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { findEngine } from "../../local/pulumi/engine/find.ts";
import { engineEnvironment } from "../../local/pulumi/stack/environment.ts";
import { openTerminal } from "../../local/terminal.ts";
import { RESOURCES } from "../../provider/registry.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const run = promisify(execFile);
const schemaShape = z.object({
  name: z.string(),
  version: z.string(),
  resources: z.record(z.string(), z.unknown()),
});

let folder: string;
let environment: NodeJS.ProcessEnv;
let pulumi: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "get-schema-"));
  const engine = await findEngine(openTerminal(), new AbortController().signal);
  pulumi = engine.command;
  environment = engineEnvironment({
    engine,
    plugins: "stand-in",
    home: path.join(folder, "home"),
    backend: path.join(folder, "backend"),
    passphraseFile: path.join(folder, "passphrase"),
    providers: {},
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("pulumi package get-schema", () => {
  it.each([
    ["the provider's folder, from the repository", "./provider", repository],
    ["the provider's folder, from anywhere", path.join(repository, "provider"), os.tmpdir()],
    ["the executable", path.join(repository, "provider/pulumi-resource-entra-provisioning"), os.tmpdir()],
  ])("takes %s", async (_, source, cwd) => {
    const { stdout } = await run(pulumi, ["package", "get-schema", source], { cwd, env: environment });
    const schema = schemaShape.parse(JSON.parse(stdout));
    expect(schema).toMatchObject({ name: "entra-provisioning", version: "0.1.0" });
    expect(Object.keys(schema.resources)).toHaveLength(RESOURCES.length);
  });

  it("infers the components' schema from their folder", async () => {
    const args = ["package", "get-schema", "./components"];
    const { stdout } = await run(pulumi, args, { cwd: repository, env: environment });
    const schema = schemaShape.parse(JSON.parse(stdout));
    expect(schema).toMatchObject({ name: "entra-scim-kit", version: "0.1.0" });
    expect(Object.keys(schema.resources)).toEqual([
      "entra-scim-kit:index:EnterpriseApp",
      "entra-scim-kit:index:ProvisioningJob",
      "entra-scim-kit:index:ScimService",
    ]);
  });
});
