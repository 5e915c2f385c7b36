import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { HEADER } from "./pulumi-operator.ts";

/** What a rendering changed in its folder, by file name. */
export interface RenderedFolder {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Customers whose objects are no longer rendered: their stacks are still there. */
  readonly left: readonly string[];
}

/** Brings a folder to these files. Of other files it takes away what an earlier run made for a customer. */
export async function writeRendered(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<RenderedFolder> {
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    if ((await readFile(file, "utf8").catch(() => undefined)) === content) {
      unchanged.push(name);
      continue;
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    written.push(name);
  }
  const left: string[] = [];
  for (const name of await readdir(path.join(folder, "customers")).catch(() => [])) {
    const file = path.join(folder, "customers", name);
    if (files.has(`customers/${name}`) || !(await readFile(file, "utf8")).startsWith(HEADER)) continue;
    await rm(file);
    left.push(path.basename(name, ".yaml"));
  }
  return { written, unchanged, left: left.toSorted() };
}
