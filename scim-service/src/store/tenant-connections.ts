import pLimit, { type LimitFunction } from "p-limit";

/** Longest wait for a connection, in milliseconds: as long as the pool's own. */
const MAX_WAIT = 5_000;

/** Limits how many connections the changes and searches of one tenant use at the same time. */
export class TenantConnections {
  readonly #most: number;
  readonly #limits: Map<number, LimitFunction> = new Map();

  constructor(most: number) {
    this.#most = most;
  }

  /** @throws {Error} that counts as the database being unavailable, when the work could not begin in time. */
  async limit<Result>(tenant: number, work: () => Promise<Result>): Promise<Result> {
    let limit = this.#limits.get(tenant);
    if (!limit) this.#limits.set(tenant, (limit = pLimit(this.#most)));
    const asked = performance.now();
    return limit(() => {
      if (performance.now() - asked > MAX_WAIT)
        throw new Error("timeout exceeded when waiting for one of the tenant's connections");
      return work();
    });
  }
}
