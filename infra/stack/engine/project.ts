import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "..", "..", "..");

const provider = z.object({ name: z.string(), path: z.string() });
const project = z.looseObject({
  name: z.string(),
  main: z.string(),
  plugins: z.looseObject({ providers: z.array(provider).default([]) }),
});

/** A plug-in that the engine starts from a folder. */
export type ProviderFolder = z.output<typeof provider>;

/** The kit's project: the prefix of its config keys. */
export async function projectName(): Promise<string> {
  return (await kitProject()).name;
}

/**
 * Writes into `folder` the checkout's own Pulumi.yaml with absolute paths, so that the stack's config and selection stay
 * out of the checkout.
 *
 * @param further plug-ins that are attached by path beside the kit's own provider
 */
export async function writeProject(folder: string, further: readonly ProviderFolder[] = []): Promise<void> {
  const own = await kitProject();
  const providers = own.plugins.providers.map((each) => ({ ...each, path: path.resolve(root, each.path) }));
  const derived = {
    ...own,
    main: path.resolve(root, own.main),
    plugins: { ...own.plugins, providers: [...providers, ...further] },
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, "Pulumi.yaml"), stringify(derived));
}

async function kitProject() {
  return project.parse(parse(await readFile(path.join(root, "Pulumi.yaml"), "utf8")));
}
