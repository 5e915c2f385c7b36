import { ScimError } from "../scim/error.ts";
import { MAX_DOCUMENT } from "../scim/resource.ts";
import type { EventLoop } from "./event-loop.ts";
import { NoPermits, type FairSemaphore } from "./fair-semaphore.ts";

/** Bytes of a body that are parsed in the time of one unit of work. */
const PARSED = 4;

/** A stored document as a string of the engine, which takes up to two bytes for a character. */
const RESOURCE = 2 * MAX_DOCUMENT;

/** What the requests of all tenants share. */
export interface Shared {
  readonly arriving: FairSemaphore;
  readonly inWork: FairSemaphore;
  readonly replies: FairSemaphore;
  readonly loop: EventLoop;
}

/** What a request has taken of its tenant's limits. Its promises are undefined where there is nothing to wait for. */
export class Place {
  readonly #tenant: number;
  readonly #shared: Shared;
  readonly #left: () => void;
  #arrived = 0;
  #inWork = 0;
  #replies = 0;

  /** @param left is told that the request is over. */
  constructor(tenant: number, shared: Shared, left: () => void) {
    this.#tenant = tenant;
    this.#shared = shared;
    this.#left = left;
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
    this.#left();
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

/** 429 with `Retry-After`. */
export function tooMany(what: string): ScimError {
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
