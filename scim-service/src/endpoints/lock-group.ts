import type { ScimRequest } from "../http/exchange.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Queries } from "../store/database.ts";
import { readResource } from "../store/resources.ts";
import { checkIfMatch } from "./conditions.ts";
import { notFound } from "./not-found.ts";

const LOCK = {
  name: "lock_group",
  text: "select 1 from scim.resources where tenant = $1 and type = 'G' and id = $2 for update",
};

/**
 * Locks the group of a request until the transaction ends, then checks `If-Match`. The lock also holds back additions of
 * members, whose reference to the group needs the row, so the version stays what was checked.
 *
 * @throws {ScimError} 404 or 412.
 */
export async function lockGroup(queries: Queries, request: ScimRequest, type: ResourceType): Promise<void> {
  const { id, ifMatch, principal } = request;
  const rows = await queries.query(LOCK, [principal.tenant, id]);
  if (rows.length === 0) throw notFound(type, id);
  if (ifMatch === undefined) return;
  const row = await readResource(queries, principal.tenant, "G", id, { groups: false, members: false });
  if (row) checkIfMatch(ifMatch, row.version);
}
