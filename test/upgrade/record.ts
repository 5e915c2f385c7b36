/** Deploys a hosted stack with this version and records its state and its tenant. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Contoso } from "../entra/contoso.ts";
import { settings } from "./recorded-stack.ts";
import { packageVersion, withoutSources } from "./recording.ts";

const version = await packageVersion();
const target = path.join(import.meta.dirname, "fixtures", "hosted", version);
await mkdir(target, { recursive: true });

const tenantFolder = await mkdtemp(path.join(os.tmpdir(), "recorded-tenant-"));
try {
  const contoso = await Contoso.open(tenantFolder);
  try {
    const { stack, ...testStack } = await deployed(contoso);
    console.log(`${version}:`, testStack.changes);
    const state: unknown = JSON.parse(await stack.call(["stack", "export"]), withoutSources);
    await writeFile(path.join(target, "state.json"), JSON.stringify(state, null, 2));
  } finally {
    await contoso[Symbol.asyncDispose]();
  }
  await copyFile(path.join(tenantFolder, "tenant.json"), path.join(target, "tenant.json"));
} finally {
  await rm(tenantFolder, { recursive: true, force: true });
}

async function deployed(contoso: Contoso) {
  const testStack = await contoso.stack("recorded", settings);
  return { stack: testStack.stack, changes: await testStack.up() };
}
