import { setTimeout as delay } from "node:timers/promises";
import type { Informer, KubernetesObject } from "@kubernetes/client-node";

const PAUSE_MS = 200;

/**
 * Starts an informer and starts it again whenever the API server ends the watch, until stopped.
 *
 * @returns what stops it.
 */
export async function keepWatching<T extends KubernetesObject>(
  informer: Informer<T>,
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  // Each failed start is reported as another error: without the pause that would be a loop that eats the memory.
  const again = async () => {
    await delay(PAUSE_MS, undefined, { signal: stopping.signal });
    await informer.start();
  };
  informer.on("error", () => {
    again().catch(() => undefined);
  });
  await informer.start();
  return async () => {
    stopping.abort();
    await informer.stop();
  };
}
