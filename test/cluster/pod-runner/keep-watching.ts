import type { Informer, KubernetesObject } from "@kubernetes/client-node";

/**
 * Starts an informer and starts it again whenever the API server ends the watch, until stopped.
 *
 * @returns what stops it.
 */
export async function keepWatching<T extends KubernetesObject>(
  informer: Informer<T>,
): Promise<() => Promise<void>> {
  let stopped = false;
  informer.on("error", () => {
    if (!stopped) void informer.start().catch(() => undefined);
  });
  await informer.start();
  return async () => {
    stopped = true;
    await informer.stop();
  };
}
