import type { ScimRequest } from "../http/exchange.ts";
import type { JsonObject } from "../scim/json.ts";
import { checkImmutable } from "../scim/patch/apply.ts";
import { documentText } from "../scim/resource.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import { difference } from "../store/change.ts";
import type { Database, Queries } from "../store/database.ts";
import type { ResourceRow } from "../store/resource-row.ts";
import { lockResource } from "../store/lock-resource.ts";
import { readResource } from "../store/read-resource.ts";
import { isResourceId } from "../store/resource-id.ts";
import { keysOf } from "../store/resource-keys.ts";
import { uniqueViolation } from "../store/sqlstate.ts";
import { updateResource } from "../store/update-resource.ts";
import { checkConditions } from "./conditions.ts";
import { notFound } from "./not-found.ts";
import { isNameUnique, nameTaken } from "./unique-name.ts";

/** Attempts without a lock; whoever lost so often waits for a turn. */
const OPTIMISTIC = 3;

type Change = (document: JsonObject) => JsonObject;

/**
 * Reads a document, changes it and writes it if nobody else did meanwhile; otherwise does so again with what the other
 * one wrote. So parallel changes of one resource all take effect, and mostly no lock is held between two round trips.
 *
 * @returns the row as it is afterwards, without members; a user's groups come only where something was written.
 * @throws {ScimError} 404, 409 or 412.
 */
export async function updateDocument(
  database: Database,
  request: ScimRequest,
  type: ResourceType,
  change: Change,
): Promise<ResourceRow> {
  const { id, principal } = request;
  if (!isResourceId(id)) throw notFound(type, id);
  for (let attempt = 0; attempt < OPTIMISTIC; attempt += 1) {
    const written = await tryUpdate(database, request, type, change);
    if (written) return written;
  }
  return database.transaction(principal.tenant, async (queries) => {
    const isThere = await lockResource(queries, principal.tenant, type.kind, id, "no key update");
    if (!isThere) throw notFound(type, id);
    return updateInTurn(queries, request, type, change);
  });
}

/** The same for a transaction that has its turn at the resource, so that nobody else changes it. */
export async function updateInTurn(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  change: Change,
): Promise<ResourceRow> {
  const written = await tryUpdate(queries, request, type, change);
  if (!written) throw notFound(type, request.id);
  return written;
}

/** Undefined when somebody else changed the resource meanwhile. */
async function tryUpdate(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  change: Change,
): Promise<ResourceRow | undefined> {
  const { id, principal } = request;
  const row = await readResource(queries, principal.tenant, type.kind, id, { groups: false, members: false });
  if (!row) throw notFound(type, id);
  checkConditions(request, row.version);
  const before = JSON.parse(row.document) as JsonObject;
  const document = change(before);
  checkImmutable(before, document, type);
  const changed = difference(before, document);
  if (!changed) return row;
  const keys = keysOf(type, id, document, isNameUnique(type, request));
  const update = { keys, document: documentText(document), ...changed };
  try {
    return await queries.share(principal.tenant, () =>
      updateResource(queries, request.actor, type.kind, id, row.revision, update),
    );
  } catch (error) {
    throw uniqueViolation(error) === "resource_name" ? nameTaken(request, type, document) : error;
  }
}
