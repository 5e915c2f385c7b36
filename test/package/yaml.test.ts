import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Contoso } from "../entra/contoso.ts";
import { readIntegration } from "./integration.ts";
import { Program } from "./program.ts";

const example = path.resolve(import.meta.dirname, "../../examples/hosted-yaml");

let contoso: Contoso;
let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "yaml-"));
  contoso = await Contoso.open();
  program = await Program.open(example, folder, contoso.environment);
  const { url, token } = contoso.endpoint;
  await program.pulumi(["config", "set", "tenantUrl", url]);
  await program.pulumi(["config", "set", "--secret", "secretToken", token]);
});

afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("a program in YAML", () => {
  it("deploys the hosted integration by the components", async () => {
    const { steps, outputs } = await program.up();
    expect(steps.map(({ type }) => type)).toContain("entra-provisioning:index:ProvisioningStart");
    expect(outputs).toEqual({ clientId: expect.any(String), health: expect.any(String) });
    expect(await readIntegration(contoso)).toEqual([
      { name: "SightCall Provisioning", jobs: ["Active"], assigned: ["SightCall Users"] },
    ]);
  });

  it("finds nothing to change the second time", async () => {
    expect(Object.keys((await program.up()).changes)).toEqual(["same"]);
  });

  it("takes everything away again", async () => {
    expect(Object.keys((await program.destroy()).changes)).toEqual(["delete"]);
    expect(await readIntegration(contoso)).toEqual([]);
  });
});
