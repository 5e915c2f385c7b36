import type { Queries } from "./database.ts";

/** Rows that are written at a time. */
const BATCH = 500;

const FIRST = "00000000-0000-0000-0000-000000000000";

// The trigger of migration 0005 does it. An index holds the rows that are left and nothing else.
const FILL = {
  text: `with unfilled as (
      select tenant, id from scim.resources
      where type = 'U' and display_key is null and (tenant, id) > ($1, $2::uuid)
      order by tenant, id limit ${BATCH}
    ), filled as (
      update scim.resources r set prepared = r.prepared from unfilled u
      where r.tenant = u.tenant and r.type = 'U' and r.id = u.id
      returning r.tenant, r.id
    )
    select tenant, id from filled order by tenant, id`,
};

/**
 * Fills the columns by which users are found, for those who were stored before there were any. It can be stopped and run
 * again at any time, beside requests and other replicas; until it is done the others are compared one by one.
 *
 * @returns how many users were filled.
 */
export async function fillSearchKeys(queries: Queries): Promise<number> {
  let filled = 0;
  let place: readonly [tenant: number, id: string] = [0, FIRST];
  for (;;) {
    const rows = await queries.query<{ tenant: number; id: string }>(FILL, place);
    const last = rows.at(-1);
    if (!last) return filled;
    place = [last.tenant, last.id];
    filled += rows.length;
  }
}
