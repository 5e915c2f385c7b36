import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { copyImageSources } from "./testing/image-folder.ts";

const run = promisify(execFile);

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

it("the image of a fleet has the engine and the plug-ins of the SDKs that the program uses", () => {
  const dockerfile = read("fleet/Dockerfile");
  const { dependencies } = manifest.parse(JSON.parse(read("infra/package.json")));
  const installed = [...dockerfile.matchAll(/pulumi plugin install resource (\S+) (\S+)/g)].map(
    ([, name, version]) => [`@pulumi/${name}`, version],
  );
  const { "@pulumi/pulumi": engine, ...sdks } = Object.fromEntries(
    Object.entries(dependencies).filter(([name]) => name.startsWith("@pulumi/")),
  );
  expect(Object.fromEntries(installed)).toEqual(sdks);
  expect(dockerfile).toContain(`pulumi/pulumi-base:${engine}`);
});

describe("the folder that the image of a fleet has", () => {
  let folder: string;
  let sources: string[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "fleet-image-"));
    sources = await copyImageSources(folder);
    await linkProductionPackages(folder);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("has all that its COPY lines name, and no test", async () => {
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((each) => !existsSync(path.join(folder, each)))).toEqual([]);
    const files = await readdir(folder, { recursive: true });
    expect(
      files.filter((each) => /^(?!node_modules).*(\.test\.ts|\/testing|\/fixtures)$/.test(each)),
    ).toEqual([]);
  });

  it("has every module that the command, the program and the provider may load", () => {
    const entries = ["fleet/main.ts", "infra/main.js", "infra/index.ts", "provider/main.ts"];
    const { modules, missing } = modulesFrom(entries.map((entry) => path.join(folder, entry)));
    expect(modules.length).toBeGreaterThan(200);
    expect(missing).toEqual([]);
  });

  it("starts the command", async () => {
    const help = await start("--help");
    expect(help.stdout).toContain("Many customers: one file, one stack each, one report.");
    const none = await start("plan").catch((error: unknown) => error);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is no .*customers\.yaml/) });
    const out = path.join(folder, "out");
    const customers = path.join(root, "examples", "fleet", "customers.yaml");
    const rest = [
      "--image",
      "registry.example.com/fleet:1",
      "--repository",
      "https://git.example.com/fleet.git",
    ];
    await start(
      "render",
      out,
      "--to",
      "pulumi-operator",
      "--customers",
      customers,
      "--backend",
      "s3://state",
      ...rest,
    );
    expect(await readdir(out)).toContain("kustomization.yaml");
  });

  function start(...args: readonly string[]) {
    return run(process.execPath, ["fleet/main.ts", ...args], {
      cwd: folder,
      env: { PATH: process.env["PATH"] },
    });
  }
});

/** Links what `npm install --omit=dev` of the Dockerfile's workspaces installs; the workspaces are the folder's own. */
async function linkProductionPackages(folder: string): Promise<void> {
  const [, workspaces = ""] =
    /^RUN npm install [^]*?((?:--workspace=\S+ ?)+)/m.exec(read("fleet/Dockerfile")) ?? [];
  const args = ["ls", "--all", "--omit=dev", "--parseable", ...workspaces.trim().split(" ")];
  const { stdout } = await run("npm", args, { cwd: root });
  const modules = path.join(root, "node_modules");
  const installed = stdout.split("\n").map((each) => path.relative(modules, each));
  for (const name of installed.filter((each) => /^(@[^/]+\/)?[^./@][^/]*$/.test(each))) {
    const inside = path.relative(root, realpathSync(path.join(modules, name)));
    const target = inside.startsWith("node_modules") ? path.join(modules, name) : path.join(folder, inside);
    const link = path.join(folder, "node_modules", name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(target, link);
  }
}

/** The modules that are reached from some by relative imports, and what is imported and not there. */
function modulesFrom(entries: readonly string[]): { modules: string[]; missing: string[] } {
  const modules = new Set(entries);
  const missing: string[] = [];
  for (const module of modules) {
    if (!existsSync(module)) {
      missing.push(module);
      continue;
    }
    const imports = readFileSync(module, "utf8").matchAll(
      /^(?!.*import type ).*(?:from|import)[ (]"(\.{1,2}\/[^"]+)"/gm,
    );
    for (const [, specifier = ""] of imports) modules.add(path.resolve(path.dirname(module), specifier));
  }
  return { modules: [...modules], missing };
}
