import { fstatSync } from "node:fs";

/**
 * Calls back once when the engine has no more use for this process, and when the engine is gone, even if it was killed. The
 * engine sends SIGINT at the end of a deployment; a process that dies of that signal, instead of exiting, does not write
 * Node's compile cache. The engine also holds the other end of standard input, which closes when the engine ends. A
 * process that somebody started by hand stays until it is stopped.
 */
export function whenEngineEnds(callback: () => void): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) {
    process.once("SIGINT", callback);
    return;
  }
  process.once("SIGINT", () => process.stdin.destroy());
  process.stdin.once("close", callback);
  process.stdin.on("error", () => process.stdin.destroy());
  process.stdin.resume();
}
