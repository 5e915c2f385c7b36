import type { ResolvedFilter } from "../scim/filter/resolve.ts";
import type { Queries } from "./database.ts";
import { memberCondition } from "./filter-relations.ts";
import { Parameters } from "./sql-comparison.ts";

/** Ids of the members that a filter on their sub-attributes chooses. */
export async function membersWhere(
  queries: Queries,
  tenant: number,
  groupId: string,
  filter: ResolvedFilter,
): Promise<readonly string[]> {
  const parameters = new Parameters([tenant, groupId]);
  const condition = memberCondition(filter, parameters);
  const rows = await queries.query<{ id: string }>(
    {
      text: `select m.member_id as id from scim.memberships m where m.tenant = $1 and m.group_id = $2 and ${condition}`,
    },
    parameters.values,
  );
  return rows.map(({ id }) => id);
}
