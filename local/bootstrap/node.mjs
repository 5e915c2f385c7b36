import { spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import path from "node:path";
import { root } from "./commands.mjs";
import { BootstrapError } from "./error.mjs";

/**
 * The executable of the npm package `node`, with links resolved: a link in `node_modules/.bin` would make Node look for
 * its own parts beside the link.
 *
 * @throws {BootstrapError} when npm did not run the package's install script
 */
export async function pinnedNode() {
  try {
    return await realpath(path.join(root, "node_modules", ".bin", "node"));
  } catch (error) {
    throw new BootstrapError(
      "npm installed the package `node` without running its install script, so the pinned Node is missing.\n" +
        "Allow install scripts (npm config get ignore-scripts must say false) and run: npm rebuild",
      { cause: error },
    );
  }
}

/**
 * Runs Node and answers its exit code. Signals reach the child once: those of a terminal go to the whole group anyway,
 * others are passed on; this process leaves only after the child did, so that nothing outlives the command.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export function runUnder(node, args) {
  const modules = path.join(root, "node_modules");
  const child = spawn(node, args, {
    stdio: "inherit",
    env: {
      // Compiled once, the SDKs load in half the time in each of a deployment's processes.
      NODE_COMPILE_CACHE: path.join(modules, ".cache", "node-compile"),
      ...process.env,
      PATH: `${path.join(modules, ".bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
    },
  });
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) {
    process.on(signal, () => child.kill(signal));
  }
  whenOrphaned(() => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}

/**
 * npm that is told to end takes its shell with it, but not what the shell has started. Without npm a parent that leaves
 * is somebody's intention.
 *
 * @param {() => void} callback
 */
function whenOrphaned(callback) {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 500);
  timer.unref();
}
