import { readFile } from "node:fs/promises";

/**
 * One process, told from a later one with the same id by its start time, in clock ticks since boot. Only Linux says it at
 * a place that a file read reaches; elsewhere it is `null` and the id alone decides.
 *
 * @typedef {{ readonly pid: number, readonly born: string | null }} ProcessId
 */

/**
 * @param {number} pid
 * @returns {Promise<string | null>} `null` also when there is no such process
 */
export async function birthOf(pid) {
  try {
    const line = await readFile(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether this very process still runs. A process of another account counts as running.
 *
 * @param {ProcessId} id
 */
export async function lives({ pid, born }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return born === null || (await birthOf(pid)) === born;
}
