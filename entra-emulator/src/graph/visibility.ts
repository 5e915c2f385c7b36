/**
 * Eventual consistency: what was written becomes readable only after a delay of real time. Reads that are told "not yet"
 * behave as if the object did not exist.
 */
export class Visibility {
  readonly #delayMs: () => number;
  readonly #now: () => number;
  readonly #visibleFrom = new Map<string, number>();

  constructor(delayMs: () => number, now: () => number = Date.now) {
    this.#delayMs = delayMs;
    this.#now = now;
  }

  /** Hides what was just written under `key` (an object id, or a name of one's own for a list) for the delay. */
  hide(key: string): void {
    const delay = this.#delayMs();
    if (delay > 0) this.#visibleFrom.set(key, this.#now() + delay);
  }

  visible(key: string): boolean {
    const from = this.#visibleFrom.get(key);
    if (from === undefined) return true;
    if (from > this.#now()) return false;
    this.#visibleFrom.delete(key);
    return true;
  }
}
