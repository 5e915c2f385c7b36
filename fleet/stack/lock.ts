import os from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { CustomerStack } from "./customer-stack.ts";
import type { Failure } from "./failure.ts";

/** As the file, S3, Azure Blob, GCS and PostgreSQL backends name the holder of a lock. */
const HOLDER = /created by \S+@(?<host>\S+) \(pid (?<pid>\d+)\)/g;

/** An engine whose worker was killed goes on to its end; this long it is waited for. */
const LONGEST_WAIT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Deals with a stack that is locked: waits for engines of this machine that are at work on it, and takes away the lock of
 * one that died. A lock of another machine, or of Pulumi Cloud, is left to whoever reads the message.
 *
 * @returns whether the stack may be free now
 */
export async function releaseLock(
  stack: CustomerStack,
  { message }: Failure,
  signal: AbortSignal,
): Promise<boolean> {
  const holders = [...message.matchAll(HOLDER)].map(({ groups }) => groups ?? {});
  if (holders.length === 0 || holders.some(({ host }) => host !== os.hostname())) return false;
  const deadline = Date.now() + LONGEST_WAIT_MS;
  const pids = holders.map(({ pid }) => Number(pid));
  while (pids.some(lives)) {
    if (Date.now() > deadline) return false;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  await stack.call(["cancel", "--yes"]).catch(() => {
    // An engine that ended well has taken its lock away itself.
  });
  return true;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
