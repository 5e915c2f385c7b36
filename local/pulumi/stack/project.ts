import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Plugins } from "./environment.ts";

const root = path.resolve(import.meta.dirname, "..", "..", "..");
const standIns = path.join(root, "local", "plugins");

const provider = z.object({ name: z.string(), path: z.string() });
const project = z.looseObject({
  name: z.string(),
  main: z.string(),
  plugins: z.looseObject({ providers: z.array(provider).default([]) }),
});

/** The stack that a run works with. */
export const STACK = "local";

/** The kit's project: the prefix of its config keys. */
export async function projectName(): Promise<string> {
  return project.parse(parse(await readFile(path.join(root, "Pulumi.yaml"), "utf8"))).name;
}

/**
 * Writes into `folder` the checkout's own Pulumi.yaml with absolute paths, so that the stack's config and selection stay
 * out of the checkout; with stand-ins, those are attached by path like the kit's own provider.
 */
export async function writeProject(folder: string, plugins: Plugins): Promise<void> {
  const own = project.parse(parse(await readFile(path.join(root, "Pulumi.yaml"), "utf8")));
  const providers = own.plugins.providers.map((each) => ({ ...each, path: path.resolve(root, each.path) }));
  if (plugins === "stand-in") {
    for (const name of ["azuread", "kubernetes"]) {
      const folderOf = path.join(standIns, name);
      const there = await access(folderOf).then(
        () => true,
        () => false,
      );
      if (there) providers.push({ name, path: folderOf });
    }
  }
  const derived = {
    ...own,
    main: path.resolve(root, own.main),
    plugins: { ...own.plugins, providers },
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, "Pulumi.yaml"), stringify(derived));
}
