import { Batches } from "../src/store/batch.ts";
import type { Database, Queries } from "../src/store/database.ts";

/** @returns queries that share statements as the service's do, and note the name of each before it is sent. */
export function noting(database: Database, note: (name: string | undefined) => void): Queries {
  const queries: Queries = {
    query(statement, values) {
      note(statement.name);
      return database.query(statement, values);
    },
    batch: (work, tenant, item) => batches.add(work, tenant, item),
    limited: (tenant, work) => database.limited(tenant, work),
  };
  const batches = new Batches(queries);
  return queries;
}
