import { setTimeout } from "node:timers/promises";
import { StandInError } from "../error.ts";

/** How long the stand-in waits, in milliseconds. Tests use their own. */
export interface RetryPolicy {
  /** Before the first repetition of a request that was throttled or failed; doubled each time. */
  readonly backoff: number;
  /** Repetitions of a request that was throttled or failed on the server. */
  readonly attempts: number;
  /** How long an answer may mean "not yet", for example 403 right after an application was made. */
  readonly settling: number;
  /** Before the first repetition of a look whether a change is visible; doubled each time, at most `backoff`. */
  readonly poll: number;
  /** How long a change may take to become visible. */
  readonly visibility: number;
}

/**
 * The real plugin looks five times at intervals of five seconds whether a change stays visible, because Entra's replicas
 * may disagree for a while; an emulator has one copy of everything, so that one sight of the change is enough. A
 * missing permission (403) keeps the real plugin repeating for up to fifteen minutes; here it shows soon.
 */
export const retryPolicy: RetryPolicy = {
  backoff: 1000,
  attempts: 5,
  settling: 10_000,
  poll: 50,
  visibility: 60_000,
};

/**
 * Looks until there is something to see.
 *
 * @param look answers undefined while there is nothing yet
 * @param what the change that is waited for, for the message
 * @throws StandInError when it does not become visible in time
 */
export async function until<T>(
  look: () => Promise<T | undefined>,
  what: string,
  { poll, backoff, visibility }: RetryPolicy,
  signal: AbortSignal,
): Promise<T> {
  const deadline = performance.now() + visibility;
  for (let wait = poll; ; wait = Math.min(wait * 2, backoff)) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() + wait > deadline) {
      throw new StandInError(`${what}: not visible after ${visibility / 1000} s.`);
    }
    await pause(wait, signal);
  }
}

/** @throws StandInError when the deployment is cancelled meanwhile */
export async function pause(duration: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(duration, undefined, { signal });
  } catch {
    throw new StandInError("cancelled");
  }
}
