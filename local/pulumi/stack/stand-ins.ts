import { access } from "node:fs/promises";
import path from "node:path";
import type { ProviderFolder } from "../../../infra/stack/engine/project.ts";

const folder = path.resolve(import.meta.dirname, "..", "..", "plugins");

/** The stand-in plug-ins of `local/plugins`, to be attached by path. */
export async function standIns(): Promise<ProviderFolder[]> {
  const found: ProviderFolder[] = [];
  for (const name of ["azuread", "kubernetes"]) {
    const at = path.join(folder, name);
    const there = await access(at).then(
      () => true,
      () => false,
    );
    if (there) found.push({ name, path: at });
  }
  return found;
}
