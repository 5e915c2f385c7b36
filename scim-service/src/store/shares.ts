import pLimit, { type LimitFunction } from "p-limit";

/** Longest wait for a place in the share, in milliseconds: as long as the wait for a connection of the pool. */
const PATIENCE = 5_000;

/** Keeps each tenant's work that holds a connection for longer to a number of connections. */
export class Shares {
  readonly #most: number;
  readonly #limits: Map<number, LimitFunction> = new Map();

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws {Error} that counts as the database being away, when the work could not begin in time. */
  async of<Result>(tenant: number, work: () => Promise<Result>): Promise<Result> {
    let limit = this.#limits.get(tenant);
    if (!limit) this.#limits.set(tenant, (limit = pLimit(this.#most)));
    const asked = performance.now();
    try {
      return await limit(() => {
        if (performance.now() - asked > PATIENCE)
          throw new Error("timeout exceeded when waiting for a share of the connections");
        return work();
      });
    } finally {
      const isIdle = limit.activeCount === 0 && limit.pendingCount === 0;
      if (isIdle && this.#limits.get(tenant) === limit) this.#limits.delete(tenant);
    }
  }
}
