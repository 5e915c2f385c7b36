import type { Queries } from "./database.ts";
import { isUnavailable } from "./sqlstate.ts";

/** A statement that does the same for any number of items of one tenant. */
export interface BatchWork<Item, Result> {
  /** Whether the statement changes something: it may wait for locks, so it runs {@link Queries.limited}. */
  readonly changes: boolean;
  /** Items with the same key never share a statement; without this, any items do. */
  keyOf?(item: Item): string;
  /** @returns a result for each item, in order. When it throws, nothing was done. */
  run(queries: Queries, tenant: number, items: readonly Item[]): Promise<readonly Result[]>;
}

/** Most items of one statement. */
const MAX_BATCH = 50;
/**
 * Most statements of one kind and tenant under way at once. What arrives meanwhile shares the next one, and other tenants
 * find a connection.
 */
const MAX_RUNNING = 2;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue<Item, Result> {
  waiting: Waiting<Item, Result>[];
  running: number;
  isScheduled: boolean;
}

/**
 * Lets requests that arrive together share a statement, and with it a round trip and a commit. Items are collected until
 * the event loop has looked at every connection once. No item waits for others: a single one is run at once.
 */
export class Batches {
  readonly #queries: Queries;
  readonly #queues: Map<object, Map<number, unknown>> = new Map();

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  add<Item, Result>(work: BatchWork<Item, Result>, tenant: number, item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const queue = this.#queueOf(work, tenant);
      queue.waiting.push({ item, resolve, reject });
      this.#schedule(work, tenant, queue);
    });
  }

  #queueOf<Item, Result>(work: BatchWork<Item, Result>, tenant: number): Queue<Item, Result> {
    let ofWork = this.#queues.get(work) as Map<number, Queue<Item, Result>> | undefined;
    if (!ofWork) this.#queues.set(work, (ofWork = new Map<number, Queue<Item, Result>>()));
    let queue = ofWork.get(tenant);
    if (!queue) ofWork.set(tenant, (queue = { waiting: [], running: 0, isScheduled: false }));
    return queue;
  }

  #schedule<Item, Result>(work: BatchWork<Item, Result>, tenant: number, queue: Queue<Item, Result>): void {
    if (queue.isScheduled || queue.running >= MAX_RUNNING) return;
    queue.isScheduled = true;
    setImmediate(() => {
      queue.isScheduled = false;
      while (queue.waiting.length > 0 && queue.running < MAX_RUNNING) {
        void this.#start(work, tenant, queue, take(work, queue));
      }
    });
  }

  async #start<Item, Result>(
    work: BatchWork<Item, Result>,
    tenant: number,
    queue: Queue<Item, Result>,
    batch: readonly Waiting<Item, Result>[],
  ): Promise<void> {
    queue.running += 1;
    await this.#settle(work, tenant, batch);
    queue.running -= 1;
    if (queue.waiting.length > 0) this.#schedule(work, tenant, queue);
    else if (queue.running === 0 && !queue.isScheduled) this.#queues.get(work)?.delete(tenant);
  }

  /** An item that PostgreSQL refuses must not fail the others: each then gets a statement of its own. */
  async #settle<Item, Result>(
    work: BatchWork<Item, Result>,
    tenant: number,
    batch: readonly Waiting<Item, Result>[],
  ): Promise<void> {
    try {
      const items = batch.map(({ item }) => item);
      const run = () => work.run(this.#queries, tenant, items);
      const results = await (work.changes ? this.#queries.limited(tenant, run) : run());
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length === 1 || isUnavailable(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      for (const each of batch) await this.#settle(work, tenant, [each]);
    }
  }
}

/** Takes the next items that may share a statement; the others keep their places. */
function take<Item, Result>(
  work: BatchWork<Item, Result>,
  queue: Queue<Item, Result>,
): Waiting<Item, Result>[] {
  const keys = new Set<string>();
  const taken: Waiting<Item, Result>[] = [];
  queue.waiting = queue.waiting.filter((each) => {
    const key = work.keyOf?.(each.item);
    if (taken.length === MAX_BATCH || (key !== undefined && keys.has(key))) return true;
    if (key !== undefined) keys.add(key);
    taken.push(each);
    return false;
  });
  return taken;
}

/** Runs a batch of one item, on a connection inside a transaction. */
export async function runSingle<Item, Result>(
  work: BatchWork<Item, Result>,
  queries: Queries,
  tenant: number,
  item: Item,
): Promise<Result> {
  const [result] = await work.run(queries, tenant, [item]);
  return result as Result;
}
