import pLimit, { type LimitFunction } from "p-limit";

/** Keeps each tenant's work that holds a connection for longer to a number of connections. */
export class Shares {
  private readonly most: number;
  private readonly limits: Map<number, LimitFunction> = new Map();

  constructor(most: number) {
    this.most = most;
  }

  async of<Result>(tenant: number, work: () => Promise<Result>): Promise<Result> {
    let limit = this.limits.get(tenant);
    if (!limit) this.limits.set(tenant, (limit = pLimit(this.most)));
    try {
      return await limit(work);
    } finally {
      if (limit.activeCount === 0 && limit.pendingCount === 0) this.limits.delete(tenant);
    }
  }
}
