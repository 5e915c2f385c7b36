import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { BenchError } from "./error.ts";
import type { Program } from "./programs.ts";

/** What the console's request log has of the requests that were measured. */
export interface RequestLogFigures {
  readonly answered: number;
  /** Counted by the log in the database. */
  readonly kept: number;
  /** Those that came faster than they could be written. */
  readonly dropped: number;
}

/** The log is written twice a second. */
const LIMIT_MS = 30_000;

/**
 * Waits until the log has everything.
 *
 * @throws {BenchError} when it has nothing, or less than all within half a minute: then the figures are those of a service
 *   without its log.
 */
export async function requestLog(service: Program): Promise<RequestLogFigures> {
  const answered = service.generator.answers;
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const figures = { answered, kept: await countKept(service), dropped: await countDropped(service) };
    if (figures.kept > 0 && figures.kept + figures.dropped >= answered) return figures;
    if (Date.now() > deadline) {
      throw new BenchError(
        `The console's request log has ${figures.kept} of ${answered} requests and says that ${figures.dropped} were dropped.`,
      );
    }
    await delay(250);
  }
}

async function countKept({ databaseUrl, tenant }: Program): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ kept: number }>(
      `select coalesce(sum(count), 0)::float8 as kept from scim.request_counts
        where name = 'requests' and tenant = (select key from scim.tenants where id = $1)`,
      [tenant],
    );
    return rows[0]?.kept ?? 0;
  } finally {
    await client.end();
  }
}

async function countDropped({ origin }: Program): Promise<number> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^scim_console_requests_dropped_total (\d+)$/m.exec(metrics)?.[1] ?? 0);
}
