import { once } from "node:events";
import type { Logger } from "pino";
import type { Queries } from "../store/database.ts";
import { purgeRequests } from "../store/purge-requests.ts";
import { RequestBatch } from "../store/request-batch.ts";
import { insertRequests, type TenantRequest } from "../store/requests.ts";

/** Requests that wait to be written: some 10 MB at most. Further ones are dropped and counted. */
const MAX_WAITING = 10_000;
/** Members that take as much memory as a request. */
const MEMBERS_PER_REQUEST = 10;
/** Requests of one statement. */
const BATCH = 500;
/** Members of one statement, unless its only request has more. */
const BATCH_OF_MEMBERS = 2_000;
/** Milliseconds from one round of writing to the next. */
const EVERY = 500;
const PURGE_EVERY = 600_000;

/**
 * Keeps requests for the console. They are written some at a time, beside the requests' own work: a slow database makes
 * the queue longer and then drops the newest, and holds no request up.
 */
export class RequestKeeper {
  readonly #queries: Queries;
  readonly #log: Logger;
  readonly #dropped: (count: number) => void;
  readonly #timer: NodeJS.Timeout;
  /** The oldest first; the next request joins the last, if there is room. */
  #waiting: RequestBatch[] = [];
  /** Written and cleared, for what comes next. */
  #spare: RequestBatch | undefined;
  /** How much waits, in requests. */
  #size = 0;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  readonly #closing = new AbortController();
  #purging: Promise<void> = Promise.resolve();
  #isPurging = false;
  #purged = -Infinity;

  constructor(queries: Queries, log: Logger, dropped: (count: number) => void) {
    this.#queries = queries;
    this.#log = log;
    this.#dropped = dropped;
    this.#timer = setInterval(() => this.#start(), EVERY).unref();
  }

  keep(request: TenantRequest): void {
    if (this.#size >= MAX_WAITING) {
      this.#dropped(1);
      return;
    }
    const batch = this.#batchFor(request);
    const before = sizeOf(batch);
    batch.add(request);
    this.#size += sizeOf(batch) - before;
  }

  #batchFor({ memberIds }: TenantRequest): RequestBatch {
    const last = this.#waiting.at(-1);
    const isFull =
      last === undefined || last.requests === BATCH || last.members + memberIds.length > BATCH_OF_MEMBERS;
    if (!isFull) return last;
    const batch = this.#spare ?? new RequestBatch();
    this.#spare = undefined;
    this.#waiting.push(batch);
    return batch;
  }

  /** Writes what waits until the signal is aborted, and stops. What is not written by then is dropped and counted. */
  async close(enough: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    const aborted = once(enough, "abort");
    const written = this.#writing.then(() => this.#write(enough));
    await Promise.race([Promise.all([written, this.#purging]), aborted]);
    this.#dropped(this.#waiting.reduce((sum, { requests }) => sum + requests, 0));
    this.#waiting = [];
    this.#size = 0;
  }

  #start(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#writing = this.#write().finally(() => {
      this.#isWriting = false;
    });
  }

  async #write(enough?: AbortSignal): Promise<void> {
    const waiting = this.#waiting.length;
    for (let rest = waiting; rest > 0; rest -= 1) {
      if (enough?.aborted) return;
      const batch = this.#waiting.shift();
      if (batch) await this.#insert(batch);
    }
    if (waiting > 0) this.#startPurge();
  }

  /** Beside the writing: millions of requests take longer to delete than others may wait. */
  #startPurge(): void {
    const isDue = performance.now() - this.#purged >= PURGE_EVERY;
    if (!isDue || this.#isPurging || this.#closing.signal.aborted) return;
    this.#isPurging = true;
    this.#purging = purgeRequests(this.#queries, this.#closing.signal)
      .catch((error: unknown) => this.#warn(error, "old requests were not deleted"))
      .finally(() => {
        this.#isPurging = false;
        this.#purged = performance.now();
      });
  }

  async #insert(batch: RequestBatch): Promise<void> {
    this.#size -= sizeOf(batch);
    try {
      await insertRequests(this.#queries, batch);
    } catch (error) {
      this.#dropped(batch.requests);
      this.#warn(error, "requests were not kept");
    }
    batch.clear();
    this.#spare = batch;
  }

  /** PostgreSQL's `detail` would hold values. */
  #warn(error: unknown, text: string): void {
    this.#log.warn({ message: error instanceof Error ? error.message : String(error) }, text);
  }
}

function sizeOf({ requests, members }: RequestBatch): number {
  return requests + members / MEMBERS_PER_REQUEST;
}
