import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { birthOf, lives } from "../bootstrap/process.mjs";

const processId = z.object({ pid: z.int(), born: z.string().nullable(), name: z.string() });
type Recorded = z.infer<typeof processId>;

/** How long a process that was left behind may take to end on SIGTERM. */
const GRACE_MS = 10_000;

/**
 * The processes of a run, on disk, so that the run after one that was killed can end what that one left behind.
 */
export class ProcessRecord {
  readonly #file: string;
  readonly #running: Recorded[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Notes a process that the run has started. */
  async add(name: string, pid: number): Promise<void> {
    this.#running.push({ name, pid, born: await birthOf(pid) });
    await writeFile(this.#file, JSON.stringify(this.#running));
  }

  /** The last resort: ends everything at once, without order. */
  killAll(): void {
    for (const { pid } of this.#running) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It is gone already.
      }
    }
  }

  /** After an orderly end nothing is left to note. */
  async clear(): Promise<void> {
    await rm(this.#file, { force: true });
  }

  /**
   * Ends what a run that is gone has left behind.
   *
   * @returns the names of what was ended
   */
  async endLeftovers(): Promise<string[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "[]");
    const recorded = z.array(processId).safeParse(JSON.parse(text));
    const ended: string[] = [];
    for (const each of recorded.data ?? []) {
      if (!(await lives(each))) continue;
      process.kill(each.pid, "SIGTERM");
      const deadline = Date.now() + GRACE_MS;
      while (await lives(each)) {
        if (Date.now() > deadline) process.kill(each.pid, "SIGKILL");
        await delay(50);
      }
      ended.push(each.name);
    }
    await this.clear();
    return ended;
  }
}
