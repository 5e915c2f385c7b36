import { cp, readFile } from "node:fs/promises";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");

/**
 * Copies what the Dockerfile of a fleet's image copies out of the checkout, without what its .dockerignore keeps out of
 * the build.
 *
 * @returns the sources of its COPY lines
 */
export async function copyImageSources(folder: string): Promise<string[]> {
  const dockerfile = await readFile(path.join(root, "fleet", "Dockerfile"), "utf8");
  const ignored = await readIgnored();
  const all: string[] = [];
  for (const [, operands = ""] of dockerfile.matchAll(/^COPY (?!--from)(?:--\S+ )*(.+)$/gm)) {
    const sources = operands.split(" ");
    const target = sources.pop() ?? "";
    all.push(...sources);
    for (const source of sources) {
      const to = target.endsWith("/")
        ? path.join(folder, target, path.basename(source))
        : path.join(folder, target);
      await cp(path.join(root, source), to, {
        recursive: true,
        filter: (file) => !ignored(path.relative(root, file)),
      });
    }
  }
  return all;
}

/**
 * Which files are kept out of the build: the last pattern that matches a file or a folder above it decides.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
async function readIgnored(): Promise<(file: string) => boolean> {
  const text = await readFile(path.join(root, "fleet", "Dockerfile.dockerignore"), "utf8");
  const patterns = text.split("\n").filter((line) => line !== "");
  return (file) => {
    const parts = file.split(path.sep);
    const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    let ignored = false;
    for (const pattern of patterns) {
      const glob = pattern.replace(/^!/, "");
      if (prefixes.some((prefix) => matches(prefix, glob))) ignored = !pattern.startsWith("!");
      // A folder is entered for what is let through below it.
      else if (pattern.startsWith("!") && glob.startsWith(`${file}/`)) ignored = false;
    }
    return ignored;
  };
}

/** Of Docker's patterns those that the file has: `**`, a path, and `**` before a name that may begin with `*`. */
function matches(file: string, glob: string): boolean {
  if (glob === "**") return true;
  if (!glob.startsWith("**/")) return file === glob;
  const name = glob.slice(3);
  const base = path.posix.basename(file);
  return name.startsWith("*") ? base.endsWith(name.slice(1)) : base === name;
}
