import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Contoso, type TestStack } from "./contoso.ts";

const PACK = path.resolve(import.meta.dirname, "..", "..", "infra", "policy");
const CAREFUL = { assignments: { groups: ["SightCall Users"] } };
const CARELESS = { ...CAREFUL, provisioning: { scope: "all", deletionThreshold: 0 } };

let contoso: Contoso;
let folder: string;
beforeAll(async () => {
  contoso = await Contoso.open();
  folder = await mkdtemp(path.join(os.tmpdir(), "policy-"));
});
afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it("lets a stack with the kit's defaults through", async () => {
  const stack = await contoso.stack("careful", CAREFUL);
  expect(await engine(stack, "up", "--yes", "--skip-preview")).toContain("✅ entra-scim@v0.1.0");
  expect(await engine(stack, "policy", "analyze")).toContain("✅ entra-scim@v0.1.0");
  await stack.destroy();
});

it("stops a careless stack before anything is made, with the reason and the remedy of each rule", async () => {
  const stack = await contoso.stack("careless", CARELESS);
  const before = await applications();
  const output = await engine(stack, "preview");
  expect(output).toContain("❌ entra-scim@v0.1.0");
  expect(output).toContain("[mandatory] [severity: high]  deletion-threshold");
  expect(output).toContain(
    "The job deletes any number of users in one cycle. Set provisioning.deletionThreshold",
  );
  expect(output).toContain("[mandatory] [severity: high]  scope-assigned");
  expect(output).not.toContain("can't run policy");
  expect(await applications()).toEqual(before);
});

it("lets a declared exception through", async () => {
  const stack = await contoso.stack("excepted", { ...CAREFUL, provisioning: { scope: "all" } });
  const file = path.join(folder, "exceptions.json");
  const exception = { reason: "Everyone in the subsidiary uses it", until: "2999-12-31" };
  await writeFile(file, JSON.stringify({ "scope-assigned": { exception } }));
  expect(await engine(stack, "preview")).toContain("❌ entra-scim@v0.1.0");
  expect(await engine(stack, "preview", "--policy-pack-config", file)).toContain("✅ entra-scim@v0.1.0");
});

async function applications(): Promise<unknown> {
  return contoso.graph.request("GET", "/v1.0/servicePrincipals?$select=id,displayName");
}

/** The engine's text, whether it succeeds or not. */
async function engine(stack: TestStack, ...args: string[]): Promise<string> {
  try {
    return await stack.stack.call([...args, "--policy-pack", PACK, "--stack", "local"]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
