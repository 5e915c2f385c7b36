import { setTimeout as delay } from "node:timers/promises";
import type { V1Probe } from "@kubernetes/client-node";

/** The port of a container by its name or number, as it is on this machine. */
export type PortOf = (port: string | number) => number;

/**
 * Asks once, as the spec says. Only `httpGet` is known, because our manifests use nothing else.
 *
 * @returns whether the answer was 2xx or 3xx within `timeoutSeconds`.
 */
export async function probeOnce(probe: V1Probe, portOf: PortOf): Promise<boolean> {
  if (!probe.httpGet) throw new Error("only httpGet probes are known here");
  const url = `http://127.0.0.1:${portOf(probe.httpGet.port)}${probe.httpGet.path ?? "/"}`;
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout((probe.timeoutSeconds ?? 1) * 1_000),
      redirect: "manual",
    });
    await answer.body?.cancel();
    return answer.status >= 200 && answer.status < 400;
  } catch {
    return false;
  }
}

/**
 * Probes periodically until aborted and reports every change of verdict: success after `successThreshold` answers in a
 * row, failure after `failureThreshold`.
 */
export async function probeForever(
  probe: V1Probe,
  portOf: PortOf,
  onVerdict: (healthy: boolean) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let verdict: boolean | undefined;
  let row = 0;
  let last: boolean | undefined;
  while (!signal.aborted) {
    const healthy = await probeOnce(probe, portOf);
    row = healthy === last ? row + 1 : 1;
    last = healthy;
    const needed = healthy ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
    if (row >= needed && healthy !== verdict && !signal.aborted) {
      verdict = healthy;
      await onVerdict(healthy);
    }
    await delay((probe.periodSeconds ?? 10) * 1_000, undefined, { signal }).catch(() => undefined);
  }
}
