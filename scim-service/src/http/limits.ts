import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ScimError } from "../scim/error.ts";

/**
 * Bytes of bodies that may be in work at the same time, of one tenant and of all. Parsed, a body takes up to 10 times its
 * bytes, while it is parsed up to 30 times, and the heap in a pod of the chart's default size ends at 256 MiB.
 */
const BYTES_OF_TENANT = 4 * 1_048_576;
const BYTES_OF_ALL = 5 * 1_048_576;

interface Use {
  requests: number;
  bytes: number;
}

/** What a request has taken of its tenant's limits. */
export interface Place {
  /**
   * Takes room for bytes of a body, before they are read or parsed.
   *
   * @throws {ScimError} 429 with `Retry-After`.
   */
  readonly hold: (bytes: number) => void;
  /** Gives everything back. */
  readonly leave: () => void;
}

/** Keeps one tenant from using up a replica: requests a second, requests at the same time, and bytes of their bodies. */
export class TenantLimits {
  readonly #rate: RateLimiterMemory;
  readonly #concurrency: number;
  readonly #uses: Map<number, Use> = new Map();
  #bytes = 0;

  constructor(requestsPerSecond: number, concurrency: number) {
    this.#rate = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 });
    this.#concurrency = concurrency;
  }

  /**
   * Takes a place for a request.
   *
   * @throws {ScimError} 429 with `Retry-After`.
   */
  async enter(tenant: number): Promise<Place> {
    const use = this.#uses.get(tenant) ?? { requests: 0, bytes: 0 };
    if (use.requests >= this.#concurrency)
      throw tooMany(1, `${this.#concurrency} requests are being worked on`);
    use.requests += 1;
    this.#uses.set(tenant, use);
    const place = this.#place(tenant, use);
    try {
      await this.#rate.consume(tenant);
    } catch (refusal) {
      place.leave();
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
      throw tooMany(seconds, `more than ${this.#rate.points} requests came within a second`);
    }
    return place;
  }

  #place(tenant: number, use: Use): Place {
    let held = 0;
    return {
      hold: (bytes) => {
        if (use.bytes + bytes > BYTES_OF_TENANT)
          throw tooMany(1, "several with large bodies are being worked on");
        if (this.#bytes + bytes > BYTES_OF_ALL) {
          throw tooMany(1, "with those of other tenants, several with large bodies are being worked on");
        }
        held += bytes;
        use.bytes += bytes;
        this.#bytes += bytes;
      },
      leave: () => {
        use.requests -= 1;
        use.bytes -= held;
        this.#bytes -= held;
        if (use.requests === 0) this.#uses.delete(tenant);
      },
    };
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
