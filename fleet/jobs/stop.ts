import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { OPERATION_QUEUE, RING_QUEUE, SCHEMA } from "./queue.ts";

const counts = z.object({ failures: z.coerce.number(), unhealthy: z.string().nullable() });

/**
 * Why nothing more of a run is begun: too many failures, or a ring that is not healthy. Undefined while it goes on. Read
 * from the outputs of its jobs, so that every worker sees the same.
 */
export async function stopOf(
  boss: PgBoss,
  { run, maxFailures }: { readonly run: string; readonly maxFailures: number | null },
): Promise<string | undefined> {
  const { rows } = await boss.getDb().executeSql(
    `select count(*) filter (where name = $1 and (state = 'failed' or output->>'state' = 'failed')) as failures,
            max(output->>'reason') filter (where name = $2 and output->>'healthy' = 'false') as unhealthy
     from ${SCHEMA}.job where name = any($3) and state in ('completed', 'failed') and data->>'run' = $4`,
    [OPERATION_QUEUE, RING_QUEUE, [OPERATION_QUEUE, RING_QUEUE], run],
  );
  const { failures, unhealthy } = counts.parse(rows[0]);
  if (unhealthy !== null) return `Not begun: ${unhealthy}`;
  if (maxFailures !== null && failures >= maxFailures)
    return `Not begun: customers failed before, ${failures} of at most ${maxFailures}.`;
  return undefined;
}
