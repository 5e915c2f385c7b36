import { execFile } from "node:child_process";
import { chmod, cp, glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");

/** A workspace that is a package inside the package: others import it by its name. */
const BUNDLED = "@entra-scim-kit/expressions";

const manifest = z.looseObject({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
});
const origin = z.object({ license: z.string(), repository: z.string() });
const packed = z.array(z.object({ filename: z.string() })).length(1);

/** Node erases no types inside node_modules, so that the plug-in of the package is JavaScript. */
const LAUNCHER = `#!/bin/sh
# Started by the Pulumi engine.
exec node "$(dirname -- "$0")/main.js" "$@"
`;
const WINDOWS_LAUNCHER = '@node "%~dp0main.js" %*\r\n';

/**
 * Makes the npm package `@entra-scim-kit/pulumi`: components, SDK and the provider plug-in, as JavaScript and types.
 *
 * @param target folder that the tarball goes to
 * @returns the tarball's path
 */
export async function packKit(target: string): Promise<string> {
  const staged = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-pack-"));
  try {
    await compile(staged);
    await addPlugin(path.join(staged, "provider"));
    await cp(path.join(root, "charts/scim-service"), path.join(staged, "charts/scim-service"), {
      recursive: true,
      filter: (file) => !file.endsWith(".ts"),
    });
    await cp(path.join(root, "LICENSE"), path.join(staged, "LICENSE"));
    await cp(path.join(root, "components/README.md"), path.join(staged, "README.md"));
    await bundle(staged);
    await writeManifest(staged);
    await mkdir(target, { recursive: true });
    const { stdout } = await run("npm", ["pack", "--json", `--pack-destination=${target}`], { cwd: staged });
    const [{ filename } = { filename: "" }] = packed.parse(JSON.parse(stdout));
    return path.join(target, filename);
  } finally {
    await rm(staged, { recursive: true });
  }
}

async function compile(staged: string): Promise<void> {
  const compiler = path.join(root, "node_modules/.bin/tsc");
  await run(process.execPath, [compiler, "-p", import.meta.dirname, "--outDir", staged], { cwd: root });
}

async function addPlugin(folder: string): Promise<void> {
  await cp(path.join(root, "provider/package.json"), path.join(folder, "package.json"));
  const launcher = path.join(folder, "pulumi-resource-entra-provisioning");
  await writeFile(launcher, LAUNCHER);
  await chmod(launcher, 0o755);
  await writeFile(`${launcher}.cmd`, WINDOWS_LAUNCHER);
}

async function bundle(staged: string): Promise<void> {
  const folder = path.join(staged, "node_modules", BUNDLED);
  await mkdir(path.dirname(folder), { recursive: true });
  await rename(path.join(staged, "expressions"), folder);
  const { version } = await manifestOf("expressions");
  const exports = { types: "./index.d.ts", default: "./index.js" };
  await writeJson(path.join(folder, "package.json"), { name: BUNDLED, version, type: "module", exports });
}

async function writeManifest(staged: string): Promise<void> {
  const { version, description } = await manifestOf("components");
  const { license, repository } = origin.parse(await manifestOf("."));
  await writeJson(path.join(staged, "package.json"), {
    name: "@entra-scim-kit/pulumi",
    version,
    description,
    license,
    repository,
    type: "module",
    exports: {
      ".": { types: "./components/index.d.ts", default: "./components/index.js" },
      "./provider": { types: "./provider/sdk/index.d.ts", default: "./provider/sdk/index.js" },
      "./package.json": "./package.json",
    },
    engines: { node: ">=22" },
    dependencies: await importedPackages(staged),
    bundleDependencies: [BUNDLED],
  });
}

/** The packages that the compiled files import, in the versions that the workspaces pin. */
async function importedPackages(staged: string): Promise<Record<string, string>> {
  const manifests = await Promise.all(["components", "infra", "provider"].map(manifestOf));
  const pinned = new Map(manifests.flatMap(({ dependencies }) => Object.entries(dependencies)));
  const imported = new Set<string>();
  for await (const file of glob("{components,infra,provider}/**/*.js", { cwd: staged })) {
    const text = await readFile(path.join(staged, file), "utf8");
    for (const [, name = ""] of text.matchAll(
      /(?:from|import)\s*\(?\s*"((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^"]*)?"/g,
    )) {
      if (!name.startsWith(".") && !isBuiltin(name) && name !== "node:") imported.add(name);
    }
  }
  return Object.fromEntries(
    [...imported].toSorted().map((name) => {
      const version = pinned.get(name);
      if (version === undefined) throw new Error(`${name} is imported and no workspace's dependency`);
      return [name, version];
    }),
  );
}

async function manifestOf(workspace: string) {
  return manifest.parse(JSON.parse(await readFile(path.join(root, workspace, "package.json"), "utf8")));
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
