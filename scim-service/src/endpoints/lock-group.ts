import type { ScimRequest } from "../http/exchange.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Queries } from "../store/database.ts";
import { lockResource } from "../store/lock-resource.ts";
import { readResource } from "../store/read-resource.ts";
import { checkConditions, isConditional } from "./conditions.ts";
import { notFound } from "./not-found.ts";

/**
 * Locks the group of a request until the transaction ends, then checks the request's conditions. Changes of its members wait, too, as they
 * take a turn at the group: the version stays what was checked.
 *
 * @throws {ScimError} 404 or 412.
 */
export async function lockGroup(queries: Queries, request: ScimRequest, type: ResourceType): Promise<void> {
  const { id, principal } = request;
  if (!(await lockResource(queries, principal.tenant, "G", id, "no key update"))) throw notFound(type, id);
  if (!isConditional(request)) return;
  const row = await readResource(queries, principal.tenant, "G", id, { groups: false, members: false });
  if (row) checkConditions(request, row.version);
}
