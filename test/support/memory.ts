import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const SAMPLE_MS = 500;

/** Watches how much resident memory a process takes; the most of it, in MiB, is what `stop` answers. */
export function watchMemory(pid: number): { stop(): Promise<number> } {
  let most = 0;
  const sample = async (): Promise<void> => {
    most = Math.max(most, await residentMiB(pid));
  };
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = sample();
  }, SAMPLE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      await sample();
      return most;
    },
  };
}

/** The resident memory of a process now, in MiB. */
export async function residentMiB(pid: number): Promise<number> {
  if (process.platform === "linux") {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}
