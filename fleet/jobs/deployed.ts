import type { PgBoss } from "pg-boss";
import { z } from "zod";
import type { Customer } from "../customers/customer.ts";
import { OPERATION_QUEUE, operationData, SCHEMA } from "./queue.ts";

const rows = z.array(z.object({ data: operationData }));

/**
 * Customers whose stacks this fleet has deployed and not destroyed since, as they were then: also those that the file
 * does not name any more.
 *
 * @param fleet name of the fleet
 */
export async function deployedCustomers(boss: PgBoss, fleet: string): Promise<Customer[]> {
  const { rows: found } = await boss.getDb().executeSql(
    `select data from (
       select distinct on (singleton_key) data, output
       from ${SCHEMA}.job
       where name = $1 and data->'fleet'->>'name' = $2 and data->>'operation' in ('up', 'rotate', 'destroy')
         and state in ('completed', 'failed') and started_on is not null
         and coalesce(output->>'state', '') not in ('skipped', 'absent')
       order by singleton_key, created_on desc) latest
     where data->>'operation' <> 'destroy' or coalesce(output->>'state', '') <> 'removed'`,
    [OPERATION_QUEUE, fleet],
  );
  return rows.parse(found).map(({ data }) => data.customer);
}
