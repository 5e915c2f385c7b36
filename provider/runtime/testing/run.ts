import type { Log } from "../log.ts";
import type { Run } from "../http/client.ts";
import type { Timing } from "../http/timing.ts";

/** A clock that only moves when somebody sleeps, which takes no time. */
export class VirtualTime implements Timing {
  /** Every sleep, in milliseconds. */
  readonly sleeps: number[] = [];
  #now = 0;

  now(): number {
    return this.#now;
  }

  sleep(duration: number): Promise<void> {
    this.sleeps.push(duration);
    this.#now += duration;
    return Promise.resolve();
  }
}

/** A run that keeps what it is told. */
export function quietRun(): Run & { readonly said: string[]; cancel(): void } {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  const log: Log = { info: say, warn: say, progress: say };
  const abort = new AbortController();
  return { log, said, signal: abort.signal, cancel: () => abort.abort() };
}
