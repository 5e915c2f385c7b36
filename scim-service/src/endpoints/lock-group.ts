import type { ScimRequest } from "../http/exchange.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Queries } from "../store/database.ts";
import { readResource } from "../store/read-resource.ts";
import { HAS_TURN, TURN } from "../store/turn.ts";
import { checkConditions, isConditional } from "./conditions.ts";
import { notFound } from "./not-found.ts";

const LOCK_GROUP = {
  name: "lock_group",
  text: `with ${TURN("array[$2::uuid]")}
    select 1 from scim.resources where tenant = $1 and type = 'G' and id = $2 and ${HAS_TURN} for no key update`,
};

/**
 * Locks the group of a request until the transaction ends, then checks the request's conditions. Changes of its members wait, too, as they
 * take a turn at the group: the version stays what was checked.
 *
 * @throws {ScimError} 404 or 412.
 */
export async function lockGroup(queries: Queries, request: ScimRequest, type: ResourceType): Promise<void> {
  const { id, principal } = request;
  const rows = await queries.query(LOCK_GROUP, [principal.tenant, id]);
  if (rows.length === 0) throw notFound(type, id);
  if (!isConditional(request)) return;
  const row = await readResource(queries, principal.tenant, "G", id, { groups: false, members: false });
  if (row) checkConditions(request, row.version);
}
