import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, stat, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { birthOf, lives } from "./process.mjs";

/**
 * Who holds a lock.
 *
 * @typedef {import("./process.mjs").ProcessId & { readonly since: string }} Holder
 *
 * @typedef {{ readonly release: () => Promise<void>, readonly tookOverFrom: Holder | null }} Held
 */

/** How long the few milliseconds of a take-over may last before its own guard counts as left behind. */
const GUARD_STALE_MS = 10_000;

/**
 * Takes the lock or answers who has it. A lock whose process is gone is taken over; two takers of the same dead lock
 * cannot both succeed.
 *
 * @param {string} file
 * @returns {Promise<{ held: Held } | { holder: Holder }>}
 */
export async function tryLock(file) {
  await mkdir(path.dirname(file), { recursive: true });
  const own = `${file}.${randomUUID()}`;
  /** @type {Holder} */
  const me = { pid: process.pid, born: await birthOf(process.pid), since: new Date().toISOString() };
  await writeFile(own, JSON.stringify(me), { mode: 0o600 });
  /** @type {Holder | null} */
  let dead = null;
  try {
    for (;;) {
      if (await created(() => link(own, file))) {
        return { held: { release: () => unlink(file), tookOverFrom: dead } };
      }
      const holder = await read(file);
      if (holder && (await lives(holder))) return { holder };
      dead = holder ?? dead;
      await removeDead(file);
    }
  } finally {
    await unlink(own);
  }
}

/**
 * Waits until the lock is free and takes it.
 *
 * @param {string} file
 * @param {(holder: Holder) => void} onWait called once, when somebody else has it
 * @returns {Promise<Held>}
 */
export async function lock(file, onWait) {
  for (let waiting = false; ; waiting = true) {
    const attempt = await tryLock(file);
    if ("held" in attempt) return attempt.held;
    if (!waiting) onWait(attempt.holder);
    await delay(200);
  }
}

/**
 * Who holds the lock now; `null` when nobody who is alive does.
 *
 * @param {string} file
 * @returns {Promise<Holder | null>}
 */
export async function holderOf(file) {
  const holder = await read(file);
  return holder && (await lives(holder)) ? holder : null;
}

/** Removes a dead lock, after looking again with no other remover at work. @param {string} file */
async function removeDead(file) {
  const guard = `${file}.taking-over`;
  if (!(await created(() => mkdir(guard)))) {
    const age = await stat(guard).then(
      (entry) => Date.now() - entry.mtimeMs,
      () => 0,
    );
    if (age > GUARD_STALE_MS) await rm(guard, { recursive: true, force: true });
    await delay(20);
    return;
  }
  try {
    const holder = await read(file);
    if (!holder || !(await lives(holder))) await rm(file, { force: true });
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

/** @param {string} file @returns {Promise<Holder | null>} */
async function read(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

/** @param {() => Promise<unknown>} create */
async function created(create) {
  try {
    await create();
    return true;
  } catch (error) {
    if (code(error) === "EEXIST") return false;
    throw error;
  }
}

/** @param {unknown} error */
function code(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
