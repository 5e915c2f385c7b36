import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "./commands.mjs";
import { BootstrapError } from "./error.mjs";
import { lock } from "./lock.mjs";

/**
 * Brings `node_modules` to what `package-lock.json` says. A stamp with the lock file's hash makes the usual case one
 * file comparison; a lock makes two starts at once wait for each other instead of writing into one folder.
 *
 * @param {string} folder the checkout
 * @throws {BootstrapError} when npm fails
 */
export async function ensureDependencies(folder = root) {
  if (await upToDate(folder)) return;
  const held = await lock(path.join(folder, ".local", "npm-install.lock"), (holder) =>
    console.error(
      `Another start (process ${holder.pid}) is installing the npm dependencies; waiting for it.`,
    ),
  );
  try {
    if (await upToDate(folder)) return;
    const fresh = await stat(path.join(folder, "node_modules")).then(
      () => false,
      () => true,
    );
    console.error(
      fresh
        ? "Installing the npm dependencies (the first time takes about half a minute)"
        : "package-lock.json changed: bringing the npm dependencies up to date",
    );
    const started = Date.now();
    await npmInstall(folder);
    await writeFile(stampFile(folder), await lockHash(folder));
    console.error(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  } finally {
    await held.release();
  }
}

/** @param {string} folder */
export async function upToDate(folder) {
  const stamp = await readFile(stampFile(folder), "utf8").catch(() => null);
  return stamp === (await lockHash(folder));
}

/** @param {string} folder */
const stampFile = (folder) => path.join(folder, "node_modules", ".entra-scim-kit-lock-hash");

/** @param {string} folder */
async function lockHash(folder) {
  const content = await readFile(path.join(folder, "package-lock.json"));
  return createHash("sha256").update(content).digest("hex");
}

/**
 * Installs what the lock file says and leaves the lock file alone. `npm ci` would refuse it where a registry lacks
 * packages of other platforms, which then are not in it. Errors only: npm's warnings about packages that want a newer
 * Node than the machine's do not matter, as nothing runs under that one.
 *
 * @param {string} folder
 * @returns {Promise<void>}
 */
async function npmInstall(folder) {
  const child = spawn("npm", ["install", "--no-save", "--loglevel=error", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    shell: process.platform === "win32",
  });
  let errors = "";
  child.stderr.on("data", (/** @type {Buffer} */ chunk) => (errors += chunk.toString()));
  const code = await new Promise((resolve, reject) => {
    child.once("error", () => reject(new BootstrapError("npm is not on PATH; it comes with Node.")));
    child.once("close", resolve);
  });
  if (code === 0) return;
  const way = errors.includes("ENOSPC")
    ? "The disk is full: make room (about 1 GB) and run the command again."
    : "Look at the lines above; by hand: npm install --no-save";
  throw new BootstrapError(`${errors.trim()}\n\nnpm install failed (exit code ${code}). ${way}`);
}
