import { setImmediate } from "node:timers/promises";

/** Units of work, see `scim/work.ts`, after which the event loop goes round: about 10 ms. */
const ROUND = 100_000;

/**
 * Lets requests that take long have the event loop one after the other, with a round of it in between, in which the
 * sockets and timers of all others are served. Without, those that were read by one packet from the database would follow
 * each other at once, however many they are. Tenants alternate, so that one with many such requests holds up itself.
 */
export class EventLoop {
  #spent = 0;
  readonly #waiting: Map<number, (() => void)[]> = new Map();
  #isServing = false;

  /** Counts work that was done since the loop last went round. */
  spend(units: number): void {
    this.#spent += units;
  }

  /**
   * Waits until work may be done for a tenant; undefined when it may be done now. The caller then begins at once: an
   * `await` in between would let others begin as well.
   */
  turn(tenant: number): Promise<void> | undefined {
    if (this.#spent < ROUND && this.#waiting.size === 0) return undefined;
    return new Promise((resolve) => {
      const queue = this.#waiting.get(tenant);
      if (queue) queue.push(resolve);
      else this.#waiting.set(tenant, [resolve]);
      if (!this.#isServing) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.size > 0) {
      await setImmediate();
      this.#spent = 0;
      while (this.#spent < ROUND && this.#waiting.size > 0) {
        this.#next();
        // What waited goes on before this does, and says what it spends.
        await Promise.resolve();
      }
    }
    this.#isServing = false;
  }

  #next(): void {
    for (const [tenant, queue] of this.#waiting) {
      this.#waiting.delete(tenant);
      queue.shift()?.();
      if (queue.length > 0) this.#waiting.set(tenant, queue);
      return;
    }
  }
}
