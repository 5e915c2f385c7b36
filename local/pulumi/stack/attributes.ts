import { glob, rm, stat } from "node:fs/promises";
import path from "node:path";

/**
 * Removes empty attribute files from a file backend. The engine writes one beside each file of its state, not all at
 * once: one that was killed leaves it empty, and no later engine can read the state then ("EOF"). It holds the content
 * type and a checksum, which the engine does without.
 *
 * @param backend folder of the file backend
 */
export async function healAttributes(backend: string): Promise<void> {
  for await (const file of glob(path.join(backend, ".pulumi", "**", "*.attrs"))) {
    if ((await stat(file)).size === 0) await rm(file);
  }
}
