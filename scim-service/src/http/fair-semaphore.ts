/** Longest wait for permits, in milliseconds: as long as the wait for a connection of the database. */
const MAX_WAIT = 5_000;

interface Waiter {
  readonly permits: number;
  readonly grant: () => void;
}

interface Holder {
  held: number;
  readonly waiters: Set<Waiter>;
}

/** Permits were refused: those that the tenant holds itself stood in the way, or those of others. */
export class NoPermits extends Error {
  override readonly name = "NoPermits";
  readonly isOwn: boolean;

  constructor(isOwn: boolean) {
    super("There are no permits left");
    this.isOwn = isOwn;
  }
}

/**
 * A counting semaphore that tenants share fairly. A tenant gets permits as long as it then holds no more than were free
 * before: one that takes all it can get ends at half of them, two at a third each, ten at an eleventh each. So there is
 * always something left for the next one, and no tenant needs a part of its own that lies idle.
 */
export class FairSemaphore {
  readonly #total: number;
  #held = 0;
  readonly #holders: Map<number, Holder> = new Map();
  /** Tenants that wait; the one that was served longest ago is first. */
  readonly #waiting: Map<number, Holder> = new Map();

  constructor(permits: number) {
    this.#total = permits;
  }

  /**
   * Takes permits now or not at all.
   *
   * @throws {NoPermits}
   */
  takeNow(tenant: number, permits: number): void {
    const holder = this.#holder(tenant);
    if (!this.#fits(holder, permits)) throw this.#refusal(tenant, holder, permits);
    this.#grant(holder, permits);
  }

  /**
   * Takes permits. Undefined when there are some; otherwise waits for them behind what the tenant asked for before.
   *
   * @throws {NoPermits} after 5 s.
   */
  take(tenant: number, permits: number): Promise<void> | undefined {
    const holder = this.#holder(tenant);
    if (holder.waiters.size > 0 || !this.#fits(holder, permits)) return this.#wait(tenant, holder, permits);
    this.#grant(holder, permits);
    return undefined;
  }

  give(tenant: number, permits: number): void {
    const holder = this.#holder(tenant);
    holder.held -= permits;
    this.#held -= permits;
    this.#forget(tenant, holder);
    if (this.#waiting.size > 0) this.#serve();
  }

  #holder(tenant: number): Holder {
    let holder = this.#holders.get(tenant);
    if (!holder) this.#holders.set(tenant, (holder = { held: 0, waiters: new Set() }));
    return holder;
  }

  #forget(tenant: number, { held, waiters }: Holder): void {
    if (held === 0 && waiters.size === 0) this.#holders.delete(tenant);
  }

  #fits({ held }: Holder, permits: number): boolean {
    return held + permits <= this.#total - this.#held;
  }

  #grant(holder: Holder, permits: number): void {
    holder.held += permits;
    this.#held += permits;
  }

  #refusal(tenant: number, holder: Holder, permits: number): NoPermits {
    this.#forget(tenant, holder);
    return new NoPermits(holder.held + permits > this.#total - holder.held);
  }

  #wait(tenant: number, holder: Holder, permits: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        permits,
        grant: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        holder.waiters.delete(waiter);
        if (holder.waiters.size === 0) this.#waiting.delete(tenant);
        reject(this.#refusal(tenant, holder, permits));
      }, MAX_WAIT);
      holder.waiters.add(waiter);
      this.#waiting.set(tenant, holder);
    });
  }

  /** Serves those that wait, one request of each tenant in turn. */
  #serve(): void {
    for (const [tenant, holder] of this.#waiting) {
      const [first] = holder.waiters;
      if (!first || !this.#fits(holder, first.permits)) continue;
      this.#waiting.delete(tenant);
      holder.waiters.delete(first);
      this.#grant(holder, first.permits);
      first.grant();
      // At the end, where this loop comes by once more.
      if (holder.waiters.size > 0) this.#waiting.set(tenant, holder);
    }
  }
}
