import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Kills a process and all that it has started and they have, at once. */
export async function killProcessTree(root: number): Promise<void> {
  for (const pid of await processTree(root)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // Plug-ins end by themselves when their engine is gone.
      if (!(error instanceof Error) || !("code" in error) || error.code !== "ESRCH") throw error;
    }
  }
}

async function processTree(root: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const processes = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const tree = [root];
  for (const parent of tree) {
    for (const [pid, ppid] of processes) if (ppid === parent && pid !== undefined) tree.push(pid);
  }
  return tree;
}
