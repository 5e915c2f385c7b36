import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * `npm test`: what a change must pass, cheapest first. Every check runs even when an earlier one failed, so one run
 * shows everything that is wrong. Arguments go to vitest.
 */
const HELP = `npm test [-- VITEST ARGUMENTS]

Lint, format, types, then vitest (projects: parts, stack). Arguments go to vitest:
  npm test -- local/pulumi/engine            only the tests under a path
  npm test -- --project parts         without those that run the Pulumi engine`;

const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(HELP);
} else {
  const root = path.resolve(import.meta.dirname, "..", "..");
  const projects = args.some((arg) => arg.startsWith("--project"))
    ? []
    : ["--project=parts", "--project=stack"];
  const failed: string[] = [];
  for (const [name, bin, ...rest] of [
    ["lint", "oxlint", "--type-aware", "--deny-warnings"],
    ["format", "oxfmt", "--check"],
    ["types", "tsc", "--noEmit", "-p", "tsconfig.json"],
    ["tests", "vitest", "run", ...projects, ...args],
  ] as const) {
    console.log(`\n== ${name}`);
    if ((await run(root, bin, rest)) !== 0) failed.push(name);
  }
  console.log(failed.length === 0 ? "\nEverything passed." : `\nFailed: ${failed.join(", ")}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

async function run(root: string, bin: string, rest: readonly string[]): Promise<number> {
  const entry = createRequire(import.meta.url).resolve(path.join(root, "node_modules", ".bin", bin));
  const child = spawn(process.execPath, [entry, ...rest], { cwd: root, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
