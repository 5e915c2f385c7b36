/** The newest entries of a log. It lives as long as the process and forgets the oldest ones beyond its capacity. */
export class BoundedLog<Entry> {
  readonly #capacity: number;
  #entries: Entry[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  append(...entries: Entry[]): void {
    this.#entries.push(...entries);
    // Cut in halves rather than one by one, so that appending stays cheap when the log is full.
    if (this.#entries.length > this.#capacity * 2) this.#entries = this.#entries.slice(-this.#capacity);
  }

  /** Oldest first. */
  entries(): readonly Entry[] {
    return this.#entries.slice(-this.#capacity);
  }
}
