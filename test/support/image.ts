import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { SupportError } from "./error.ts";

const root = path.resolve(import.meta.dirname, "../..");
const words = z.array(z.string()).min(3);

/** What the image starts Node with, read from the `Dockerfile`: its arguments, and the program as a path on this machine. */
export const IMAGE = readEntryPoint();

function readEntryPoint(): { readonly nodeArguments: readonly string[]; readonly program: string } {
  const dockerfile = readFileSync(path.join(root, "Dockerfile"), "utf8");
  const [, text] = /^ENTRYPOINT (\[.*\])$/m.exec(dockerfile) ?? [];
  if (text === undefined) throw new SupportError("The Dockerfile has no ENTRYPOINT on one line");
  const [, ...rest] = words.parse(JSON.parse(text));
  const program = rest.pop() ?? "";
  return { nodeArguments: rest, program: path.join(root, program) };
}
