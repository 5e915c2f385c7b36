import { setTimeout } from "node:timers/promises";
import { CancelledError } from "../error.ts";

/** The clock, apart so that waiting can be tested without waiting. Milliseconds throughout. */
export interface Timing {
  now(): number;
  /** @throws {CancelledError} when the signal is aborted meanwhile. */
  sleep(duration: number, signal: AbortSignal): Promise<void>;
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  sleep: async (duration, signal) => {
    try {
      await setTimeout(duration, undefined, { signal });
    } catch {
      throw new CancelledError();
    }
  },
};
