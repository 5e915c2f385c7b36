import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ScimError } from "../scim/error.ts";
import { MAX_DOCUMENT } from "../scim/resource.ts";
import { EventLoop } from "./event-loop.ts";
import { FairSemaphore, NoPermits } from "./fair-semaphore.ts";

// What requests may hold in memory at the same time, in bytes. The heap in a pod of the chart's default size ends at
// 256 MiB, of which the process takes 60 to 80 MiB for itself.

/** Bodies that arrive; outside of the heap, and as slowly as their clients please. */
const ARRIVING = 8 * 1_048_576;
/** Bodies in work: parsed, a body takes up to 10 times its bytes, while it is parsed up to 30 times. */
const IN_WORK = 5 * 1_048_576;
/** Resources on their way from the database to the client. */
const REPLIES = 80 * 1_048_576;

/** Bytes of a body that are parsed in the time of one unit of work. */
const PARSED = 4;

/** A stored document as a string of the engine, which takes up to two bytes for a character. */
const RESOURCE = 2 * MAX_DOCUMENT;

/** What a request has taken of its tenant's limits. */
export interface Place {
  /**
   * Counts bytes of the body that have arrived.
   *
   * @throws {ScimError} 429 or 503 with `Retry-After`.
   */
  readonly receive: (bytes: number) => void;
  /**
   * Waits until what has arrived may be parsed: for memory, and for the {@link Place.turn}.
   *
   * @throws {ScimError} 429 or 503 with `Retry-After`.
   */
  readonly parse: () => Promise<void>;
  /**
   * Waits until so many resources may be read. What was taken for resources before is given back first.
   *
   * @throws {ScimError} 429 or 503 with `Retry-After`.
   */
  readonly read: (resources: number) => Promise<void>;
  /** Says how long the reply has become, in characters: what was taken beyond that is given back. */
  readonly reply: (characters: number) => void;
  /** Waits, before work that may take long, for its turn at the event loop; undefined when it has it now. */
  readonly turn: () => Promise<void> | undefined;
  /** Counts work that was done since. */
  readonly spend: (units: number) => void;
  /** Gives everything back. */
  readonly leave: () => void;
}

/** Keeps one tenant from using up a replica: requests a second, requests at the same time, and what they hold in memory. */
export class TenantLimits {
  readonly #rate: RateLimiterMemory;
  readonly #concurrency: number;
  readonly #requests: Map<number, number> = new Map();
  readonly #arriving = new FairSemaphore(ARRIVING);
  readonly #inWork = new FairSemaphore(IN_WORK);
  readonly #replies = new FairSemaphore(REPLIES);
  readonly #loop = new EventLoop();

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
    const others = this.#requests.get(tenant) ?? 0;
    if (others >= this.#concurrency) throw tooMany(1, `${this.#concurrency} requests are being worked on`);
    this.#requests.set(tenant, others + 1);
    const place = this.#place(tenant);
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

  #place(tenant: number): Place {
    let [arrived, inWork, replies] = [0, 0, 0];
    return {
      receive: (bytes) => {
        try {
          this.#arriving.takeNow(tenant, bytes);
        } catch (error) {
          throw refused(error, "the bodies that arrive are large");
        }
        arrived += bytes;
      },
      parse: async () => {
        await granted(this.#inWork.take(tenant, arrived), "requests with large bodies are being worked on");
        inWork = arrived;
        this.#arriving.give(tenant, arrived);
        arrived = 0;
        const turn = this.#loop.turn(tenant);
        if (turn) await turn;
        this.#loop.spend(inWork / PARSED);
      },
      read: async (resources) => {
        if (replies > 0) this.#replies.give(tenant, replies);
        replies = 0;
        const wanted = resources * RESOURCE;
        await granted(this.#replies.take(tenant, wanted), "large replies are on their way to their clients");
        replies = wanted;
      },
      reply: (characters) => {
        const surplus = replies - 2 * characters;
        if (surplus <= 0) return;
        this.#replies.give(tenant, surplus);
        replies -= surplus;
      },
      turn: () => this.#loop.turn(tenant),
      spend: this.#loop.spend,
      leave: () => {
        const left = (this.#requests.get(tenant) ?? 1) - 1;
        if (left === 0) this.#requests.delete(tenant);
        else this.#requests.set(tenant, left);
        if (arrived > 0) this.#arriving.give(tenant, arrived);
        if (inWork > 0) this.#inWork.give(tenant, inWork);
        if (replies > 0) this.#replies.give(tenant, replies);
      },
    };
  }
}

async function granted(wait: Promise<void> | undefined, what: string): Promise<void> {
  if (!wait) return;
  try {
    await wait;
  } catch (error) {
    throw refused(error, what);
  }
}

function refused(error: unknown, what: string): unknown {
  if (!(error instanceof NoPermits)) return error;
  return error.isOwn ? tooMany(1, what) : busy(what);
}

function tooMany(seconds: number, what: string): ScimError {
  return new ScimError(
    429,
    `Too many requests of this tenant: ${what}. Try again in ${seconds} s`,
    undefined,
    { "Retry-After": String(seconds) },
  );
}

function busy(what: string): ScimError {
  return new ScimError(
    503,
    `Too many requests at this replica, most of them of other tenants: ${what}. Try again in 1 s`,
    undefined,
    { "Retry-After": "1" },
  );
}
