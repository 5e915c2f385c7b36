import { fstatSync } from "node:fs";

/**
 * Calls back once when the engine is gone, even if it was killed. The engine holds the other end of standard input,
 * which closes when the engine ends. A process that somebody started by hand stays until it is stopped.
 */
export function whenEngineEnds(callback: () => void): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.once("close", callback);
  process.stdin.on("error", () => process.stdin.destroy());
  process.stdin.resume();
}
