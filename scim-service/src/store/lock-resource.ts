import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { Queries } from "./database.ts";
import { HAS_TURN, TURN } from "./turn.ts";

/** For a change, which others may still refer to, or for a deletion. */
type Strength = "no key update" | "update";

/**
 * Takes a turn at a resource and locks its row, until the transaction ends. The statements that follow see what was changed
 * before.
 *
 * @returns false when there is no such resource.
 */
export async function lockResource(
  queries: Queries,
  tenant: number,
  kind: ResourceKind,
  id: string,
  strength: Strength,
): Promise<boolean> {
  const statement = {
    name: `lock_${strength}`,
    text: `with ${TURN("array[$3::uuid]")}
      select 1 from scim.resources where tenant = $1 and type = $2 and id = $3 and ${HAS_TURN} for ${strength}`,
  };
  const rows = await queries.query(statement, [tenant, kind, id]);
  return rows.length > 0;
}
