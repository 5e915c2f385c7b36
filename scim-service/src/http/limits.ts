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

/** The time in which a tenant may send so many requests, in milliseconds. */
const WINDOW = 1_000;

/** What a tenant does at this moment. */
interface Use {
  /** Requests that are being worked on. */
  working: number;
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
    return new Place(tenant, use, this.#shared);
  }

  #use(tenant: number): Use {
    let use = this.#uses.get(tenant);
    if (!use) this.#uses.set(tenant, (use = { working: 0, since: -Infinity, came: 0 }));
    return use;
  }
}

/** What the requests of all tenants share. */
interface Shared {
  readonly arriving: FairSemaphore;
  readonly inWork: FairSemaphore;
  readonly replies: FairSemaphore;
  readonly loop: EventLoop;
}

/** What a request has taken of its tenant's limits. Its promises are undefined where there is nothing to wait for. */
export class Place {
  readonly #tenant: number;
  readonly #use: Use;
  readonly #shared: Shared;
  #arrived = 0;
  #inWork = 0;
  #replies = 0;

  constructor(tenant: number, use: Use, shared: Shared) {
    this.#tenant = tenant;
    this.#use = use;
    this.#shared = shared;
  }

  /**
   * Counts bytes of the body that have arrived.
   *
   * @throws {ScimError} 429 or 503 with `Retry-After`.
   */
  receive(bytes: number): void {
    try {
      this.#shared.arriving.takeNow(this.#tenant, bytes);
    } catch (error) {
      throw refused(error, "the bodies that arrive are large");
    }
    this.#arrived += bytes;
  }

  /**
   * Waits until what has arrived may be parsed: for memory, and for the {@link Place.turn}.
   *
   * @throws {ScimError} 429 or 503 with `Retry-After`.
   */
  async parse(): Promise<void> {
    const { arriving, inWork, loop } = this.#shared;
    const wait = inWork.take(this.#tenant, this.#arrived);
    if (wait) await granted(wait, "requests with large bodies are being worked on");
    this.#inWork = this.#arrived;
    arriving.give(this.#tenant, this.#arrived);
    this.#arrived = 0;
    const turn = this.turn();
    if (turn) await turn;
    loop.spend(this.#inWork / PARSED);
  }

  /**
   * Waits until so many resources may be read. What was taken for resources before is given back first.
   *
   * @throws {ScimError} 429 or 503 with `Retry-After`.
   */
  read(resources: number): Promise<void> | undefined {
    const { replies } = this.#shared;
    if (this.#replies > 0) replies.give(this.#tenant, this.#replies);
    this.#replies = 0;
    const wanted = resources * RESOURCE;
    const wait = replies.take(this.#tenant, wanted);
    if (wait) return this.#readLater(wait, wanted);
    this.#replies = wanted;
    return undefined;
  }

  async #readLater(wait: Promise<void>, wanted: number): Promise<void> {
    await granted(wait, "large replies are on their way to their clients");
    this.#replies = wanted;
  }

  /** Says how long the reply has become, in characters: what was taken beyond that is given back. */
  reply(characters: number): void {
    const surplus = this.#replies - 2 * characters;
    if (surplus <= 0) return;
    this.#shared.replies.give(this.#tenant, surplus);
    this.#replies -= surplus;
  }

  /** Waits, before work that may take long, for its turn at the event loop; undefined when it has it now. */
  turn(): Promise<void> | undefined {
    return this.#shared.loop.turn(this.#tenant);
  }

  /** Counts work that was done since. */
  spend(units: number): void {
    this.#shared.loop.spend(units);
  }

  /** Gives everything back. */
  leave(): void {
    const { arriving, inWork, replies } = this.#shared;
    this.#use.working -= 1;
    if (this.#arrived > 0) arriving.give(this.#tenant, this.#arrived);
    if (this.#inWork > 0) inWork.give(this.#tenant, this.#inWork);
    if (this.#replies > 0) replies.give(this.#tenant, this.#replies);
  }
}

async function granted(wait: Promise<void>, what: string): Promise<void> {
  try {
    await wait;
  } catch (error) {
    throw refused(error, what);
  }
}

function refused(error: unknown, what: string): unknown {
  if (!(error instanceof NoPermits)) return error;
  return error.isOwn ? tooMany(what) : busy(what);
}

function tooMany(what: string): ScimError {
  return new ScimError(429, `Too many requests of this tenant: ${what}. Try again in 1 s`, undefined, {
    "Retry-After": "1",
  });
}

function busy(what: string): ScimError {
  return new ScimError(
    503,
    `Too many requests at this replica, most of them of other tenants: ${what}. Try again in 1 s`,
    undefined,
    { "Retry-After": "1" },
  );
}
