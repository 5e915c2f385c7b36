import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

/** The version that a recording is of: that of `package.json`. */
export async function packageVersion(): Promise<string> {
  const manifest = await readFile(path.resolve(import.meta.dirname, "../../package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version;
}

/** Reviver of a state's JSON: where in the program a resource was declared is a path of the recording machine. */
export function withoutSources(key: string, value: unknown): unknown {
  return key === "sourcePosition" || key === "stackTrace" ? undefined : value;
}
