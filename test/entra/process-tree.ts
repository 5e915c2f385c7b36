import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A process and all that it has started and they have, by process id. */
export async function processTree(root: number): Promise<number[]> {
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
