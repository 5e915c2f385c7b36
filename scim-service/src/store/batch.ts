import DataLoader from "dataloader";
import type { Queries } from "./database.ts";
import { isUnavailable } from "./sqlstate.ts";

/** What one statement does for any number of items of one tenant. */
export interface BatchWork<Item, Result> {
  /** @returns a result for each item, in their order. What it throws means that nothing was done. */
  run(queries: Queries, tenant: number, items: readonly Item[]): Promise<readonly Result[]>;
}

/** Most items of one statement. */
const MAX_BATCH = 50;

/**
 * Lets requests that arrive together share a statement, and with it a round trip and a commit. Items are collected until
 * the event loop has looked at every connection once. Nobody waits for company: an item that is alone goes alone.
 */
export class Batches {
  private readonly queries: Queries;
  private readonly loaders: Map<object, Map<number, unknown>> = new Map();

  constructor(queries: Queries) {
    this.queries = queries;
  }

  add<Item, Result>(work: BatchWork<Item, Result>, tenant: number, item: Item): Promise<Result> {
    let ofWork = this.loaders.get(work) as Map<number, DataLoader<Item, Result>> | undefined;
    if (!ofWork) this.loaders.set(work, (ofWork = new Map<number, DataLoader<Item, Result>>()));
    let loader = ofWork.get(tenant);
    if (!loader) {
      loader = new DataLoader<Item, Result>((items) => this.run(work, tenant, items), {
        cache: false,
        maxBatchSize: MAX_BATCH,
        batchScheduleFn: (dispatch) => setImmediate(dispatch),
      });
      ofWork.set(tenant, loader);
    }
    return loader.load(item);
  }

  /** One item that PostgreSQL refuses must not fail the others: then each goes alone. */
  private async run<Item, Result>(
    work: BatchWork<Item, Result>,
    tenant: number,
    items: readonly Item[],
  ): Promise<readonly (Result | Error)[]> {
    try {
      return await work.run(this.queries, tenant, items);
    } catch (error) {
      if (items.length === 1 || isUnavailable(error)) throw error;
      return Promise.all(items.map((item) => alone(work, this.queries, tenant, item).catch(asError)));
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The same for one item alone, on a connection inside a transaction. */
export async function alone<Item, Result>(
  work: BatchWork<Item, Result>,
  queries: Queries,
  tenant: number,
  item: Item,
): Promise<Result> {
  const [result] = await work.run(queries, tenant, [item]);
  return result as Result;
}
