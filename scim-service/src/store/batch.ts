import type { Context } from "@opentelemetry/api";
import type { Queries } from "./database.ts";
import { isUnavailable } from "./sqlstate.ts";
import type { StatementTracer } from "./statement-tracer.ts";

/** A statement that does the same for any number of items of one tenant. */
export interface BatchWork<Item, Result> {
  /** Whether the statement changes something: it may wait for locks, so it runs {@link Queries.limited}. */
  readonly changes: boolean;
  /** What the item writes: items that have one of these keys in common never share a statement. Without it, any items do. */
  keysOf?(item: Item): readonly string[];
  /** @returns a result for each item, in order. When it throws, nothing was done. */
  run(queries: Queries, tenant: number, items: readonly Item[]): Promise<readonly Result[]>;
  /**
   * The same for an item that is alone, in a statement that costs PostgreSQL less: no set to unpack, to lock in order and
   * to join. Without it, and where it has nothing better for this item, {@link run} does it.
   */
  runAlone?(queries: Queries, tenant: number, item: Item): Promise<Result> | undefined;
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
  /** What it is for, while requests are traced. */
  readonly request: Context | undefined;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue<Item, Result> {
  waiting: Waiting<Item, Result>[];
  running: number;
  isScheduled: boolean;
  /** Whether the last statement had more than one item. */
  hasCompany: boolean;
}

/**
 * Lets requests that arrive together share a statement, and with it a round trip and a commit. While they do, items are
 * collected until the event loop has looked at every connection once; otherwise an item is run at once.
 */
export class Batches {
  readonly #queries: Queries;
  readonly #tracer: StatementTracer | undefined;
  readonly #queues: Map<object, Map<number, unknown>> = new Map();

  constructor(queries: Queries, tracer?: StatementTracer) {
    this.#queries = queries;
    this.#tracer = tracer;
  }

  add<Item, Result>(work: BatchWork<Item, Result>, tenant: number, item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const queue = this.#queueOf(work, tenant);
      queue.waiting.push({ item, request: this.#tracer?.current(), resolve, reject });
      this.#schedule(work, tenant, queue);
    });
  }

  #queueOf<Item, Result>(work: BatchWork<Item, Result>, tenant: number): Queue<Item, Result> {
    let ofWork = this.#queues.get(work) as Map<number, Queue<Item, Result>> | undefined;
    if (!ofWork) this.#queues.set(work, (ofWork = new Map<number, Queue<Item, Result>>()));
    let queue = ofWork.get(tenant);
    if (!queue)
      ofWork.set(tenant, (queue = { waiting: [], running: 0, isScheduled: false, hasCompany: false }));
    return queue;
  }

  #schedule<Item, Result>(work: BatchWork<Item, Result>, tenant: number, queue: Queue<Item, Result>): void {
    if (queue.isScheduled || queue.running >= MAX_RUNNING) return;
    queue.isScheduled = true;
    const start = () => {
      queue.isScheduled = false;
      while (queue.waiting.length > 0 && queue.running < MAX_RUNNING) {
        const batch = take(work, queue);
        queue.hasCompany = batch.length > 1;
        void this.#start(work, tenant, queue, batch);
      }
    };
    if (queue.hasCompany || queue.running > 0) setImmediate(start);
    else queueMicrotask(start);
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
    else if (queue.running === 0 && !queue.isScheduled && !queue.hasCompany)
      this.#queues.get(work)?.delete(tenant);
  }

  /** An item that PostgreSQL refuses must not fail the others: each then gets a statement of its own. */
  async #settle<Item, Result>(
    work: BatchWork<Item, Result>,
    tenant: number,
    batch: readonly Waiting<Item, Result>[],
  ): Promise<void> {
    try {
      const items = batch.map(({ item }) => item);
      const statement = () => runItems(work, this.#queries, tenant, items);
      const tracer = this.#tracer;
      const run = tracer
        ? () =>
            tracer.shared(
              batch.flatMap(({ request }) => request ?? []),
              statement,
            )
        : statement;
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
): readonly Waiting<Item, Result>[] {
  if (queue.waiting.length === 1) return queue.waiting.splice(0);
  const written = new Set<string>();
  const taken: Waiting<Item, Result>[] = [];
  queue.waiting = queue.waiting.filter((each) => {
    const keys = work.keysOf?.(each.item) ?? [];
    const isTaken = taken.length < MAX_BATCH && !keys.some((key) => written.has(key));
    // Also those of one that is left: what came later must not overtake it.
    for (const key of keys) written.add(key);
    if (isTaken) taken.push(each);
    return !isTaken;
  });
  return taken;
}

async function runItems<Item, Result>(
  work: BatchWork<Item, Result>,
  queries: Queries,
  tenant: number,
  items: readonly Item[],
): Promise<readonly Result[]> {
  const alone = items.length === 1 ? work.runAlone?.(queries, tenant, items[0] as Item) : undefined;
  return alone ? [await alone] : work.run(queries, tenant, items);
}

/** Runs a batch of one item, on a connection inside a transaction. */
export async function runSingle<Item, Result>(
  work: BatchWork<Item, Result>,
  queries: Queries,
  tenant: number,
  item: Item,
): Promise<Result> {
  const [result] = await runItems(work, queries, tenant, [item]);
  return result as Result;
}
