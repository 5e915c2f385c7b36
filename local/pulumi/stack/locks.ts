import { glob, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { lives } from "../../bootstrap/process.mjs";
import { STACK } from "./environment.ts";
import { StackError } from "./error.ts";
import type { Stack } from "./stack.ts";

const lockFile = z.object({ pid: z.number(), hostname: z.string() });

/**
 * Takes away the locks that engines left in the backend when they were killed, by `pulumi cancel`. A lock of an engine
 * that lives stays.
 *
 * @throws {StackError} naming the process that is at work on the stack.
 */
export async function releaseDeadLocks(stack: Stack): Promise<void> {
  let dead = false;
  for await (const file of glob(path.join(stack.backend, ".pulumi", "locks", "**", "*.json"))) {
    const parsed = lockFile.safeParse(JSON.parse(await readFile(file, "utf8").catch(() => "null")));
    if (!parsed.success) continue;
    const { pid, hostname } = parsed.data;
    if (hostname === os.hostname() && !(await lives({ pid, born: null }))) dead = true;
    else {
      throw new StackError(
        `An engine (process ${pid} on ${hostname}) is working on the stack; wait for it or end it.`,
      );
    }
  }
  if (dead) await stack.call(["cancel", STACK, "--yes"]);
}
