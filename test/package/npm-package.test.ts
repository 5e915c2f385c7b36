import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packKit } from "../../components/pack/package.ts";
import { Contoso } from "../entra/contoso.ts";
import { configureEndpoint, itDeploysTheHostedIntegration } from "./hosted-integration.ts";
import { Program } from "./program.ts";

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, "../..");

let contoso: Contoso;
let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "npm-package-"));
  contoso = await Contoso.open();
  program = await Program.open(
    path.join(repository, "examples/hosted-typescript"),
    folder,
    contoso.environment,
  );
  await install(program.folder, await packKit(folder));
  await configureEndpoint(program, contoso.endpoint);
});

afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("a TypeScript program with the packed npm package", () => {
  it("has the types of the components and of the SDK", async () => {
    const compiler = path.join(repository, "node_modules/.bin/tsc");
    const strict = ["--strict", "--module", "nodenext", "--target", "es2024", "--noEmit", "--skipLibCheck"];
    const checked = run(process.execPath, [compiler, ...strict, "index.ts"], { cwd: program.folder });
    await expect(checked).resolves.toMatchObject({ stdout: "" });
  });

  itDeploysTheHostedIntegration(() => ({ program, contoso }));
});

/** Installs what the program depends on, the package from the tarball and everything else from npm's cache or registry. */
async function install(program: string, tarball: string): Promise<void> {
  const manifest = path.join(program, "package.json");
  const text = await readFile(manifest, "utf8");
  await writeFile(manifest, text.replace(/("@entra-scim-kit\/pulumi": )"[^"]*"/, `$1"file:${tarball}"`));
  const args = ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", args, { cwd: program });
}
