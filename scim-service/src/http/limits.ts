import { EventLoop } from "./event-loop.ts";
import { FairSemaphore } from "./fair-semaphore.ts";
import { Place, tooMany, type Shared } from "./place.ts";

// What requests may hold in memory at the same time, in bytes. The heap in a pod of the chart's default size ends at
// 256 MiB, of which the process takes 60 to 80 MiB for itself.

/** Bodies that arrive; outside of the heap, and as slowly as their clients please. */
const ARRIVING = 8 * 1_048_576;
/** Bodies in work: parsed, a body takes up to 10 times its bytes, while it is parsed up to 30 times. */
const IN_WORK = 5 * 1_048_576;
/** Resources on their way from the database to the client. */
const REPLIES = 80 * 1_048_576;

/** The time in which a tenant may send so many requests, in milliseconds. */
const WINDOW = 1_000;

/** What a tenant does at this moment. */
interface Use {
  /** Requests that are being worked on. */
  working: number;
  /** One is over. */
  readonly left: () => void;
  /** When the last window began, by the process's clock, and how many requests have come in it. */
  since: number;
  came: number;
}

/** Keeps one tenant from using up a replica: requests a second, requests at the same time, and what they hold in memory. */
export class TenantLimits {
  readonly #rate: number;
  readonly #concurrency: number;
  readonly #uses: Map<number, Use> = new Map();
  readonly #shared: Shared = {
    arriving: new FairSemaphore(ARRIVING),
    inWork: new FairSemaphore(IN_WORK),
    replies: new FairSemaphore(REPLIES),
    loop: new EventLoop(),
  };

  constructor(requestsPerSecond: number, concurrency: number) {
    this.#rate = requestsPerSecond;
    this.#concurrency = concurrency;
  }

  /**
   * Takes a place for a request.
   *
   * @throws {ScimError} 429 with `Retry-After`.
   */
  enter(tenant: number): Place {
    const use = this.#use(tenant);
    if (use.working >= this.#concurrency) {
      throw tooMany(`${this.#concurrency} requests are being worked on`);
    }
    const now = performance.now();
    if (now - use.since >= WINDOW) {
      use.since = now;
      use.came = 0;
    }
    if (use.came >= this.#rate) throw tooMany(`more than ${this.#rate} requests came within a second`);
    use.came += 1;
    use.working += 1;
    return new Place(tenant, this.#shared, use.left);
  }

  #use(tenant: number): Use {
    const known = this.#uses.get(tenant);
    if (known) return known;
    const use: Use = { working: 0, left: () => (use.working -= 1), since: -Infinity, came: 0 };
    this.#uses.set(tenant, use);
    return use;
  }
}
