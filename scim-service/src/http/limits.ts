import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ScimError } from "../scim/error.ts";

/** Keeps one tenant from using up a replica: requests a second, and requests at the same time. */
export class TenantLimits {
  private readonly rate: RateLimiterMemory;
  private readonly concurrency: number;
  private readonly running: Map<number, number> = new Map();

  constructor(requestsPerSecond: number, concurrency: number) {
    this.rate = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
    this.concurrency = concurrency;
  }

  /**
   * Takes a place for a request; the function returned gives it back.
   *
   * @throws {ScimError} 429 with `Retry-After`.
   */
  async enter(tenant: number): Promise<() => void> {
    const running = this.running.get(tenant) ?? 0;
    if (running >= this.concurrency) throw tooMany(1, `${this.concurrency} requests are being worked on`);
    this.running.set(tenant, running + 1);
    const leave = () => {
      const left = (this.running.get(tenant) ?? 1) - 1;
      if (left > 0) this.running.set(tenant, left);
      else this.running.delete(tenant);
    };
    try {
      await this.rate.consume(tenant);
    } catch (refusal) {
      leave();
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
      throw tooMany(seconds, `more than ${this.rate.points} requests came within a second`);
    }
    return leave;
  }
}

function tooMany(seconds: number, what: string): ScimError {
  return new ScimError(
    429,
    `Too many requests of this tenant: ${what}. Try again in ${seconds} s`,
    undefined,
    {
      "Retry-After": String(seconds),
    },
  );
}
