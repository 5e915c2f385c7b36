import type { ScimRequest } from "../http/exchange.ts";
import { notFound, ScimError } from "../scim/error.ts";
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
import { keysOf, nameAttribute } from "../store/resource-keys.ts";
import { uniqueViolation } from "../store/sqlstate.ts";
import { updateResource } from "../store/update-resource.ts";
import { checkConditions, isConditional } from "./conditions.ts";
import { isNameUnique, nameTaken } from "./unique-name.ts";

/** Attempts without a lock; an update that lost them all waits for one. */
const OPTIMISTIC = 3;

type Change = (document: JsonObject) => JsonObject;

/**
 * Reads a document, changes it and writes it if it is still the same; otherwise starts again with what another request
 * wrote. So parallel changes of one resource all take effect, and a lock between two round trips is rare.
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
  if (!isResourceId(id)) throw notFound(type.name, id);
  for (let attempt = 0; attempt < OPTIMISTIC; attempt += 1) {
    const written = await tryUpdate(database, request, type, change);
    if (written) return written;
  }
  return database.transaction(principal.tenant, async (queries) => {
    await lockResourceOf(queries, request, type);
    return updateLocked(queries, request, type, change);
  });
}

/**
 * Locks the resource of a request until the transaction ends, then checks the request's conditions. Changes of a group's
 * members wait for the lock, too, so the version stays what was checked.
 *
 * @throws {ScimError} 404 or 412.
 */
export async function lockForUpdate(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
): Promise<void> {
  await lockResourceOf(queries, request, type);
  if (!isConditional(request)) return;
  const row = await readDocument(queries, request, type);
  if (row) checkConditions(request, row.version);
}

/** @throws {ScimError} 404 */
async function lockResourceOf(queries: Queries, request: ScimRequest, type: ResourceType): Promise<void> {
  const { id, principal } = request;
  if (!(await lockResource(queries, principal.tenant, type.kind, id, "no key update"))) {
    throw notFound(type.name, id);
  }
}

/** {@link updateDocument} in a transaction that has locked the resource. */
export async function updateLocked(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  change: Change,
): Promise<ResourceRow> {
  const written = await tryUpdate(queries, request, type, change);
  if (!written) throw notFound(type.name, request.id);
  return written;
}

function readDocument(
  queries: Queries,
  { id, principal }: ScimRequest,
  { kind }: ResourceType,
): Promise<ResourceRow | undefined> {
  return readResource(queries, principal.tenant, kind, id, { groups: false, members: false });
}

/** Undefined when somebody else changed the resource meanwhile. */
async function tryUpdate(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  change: Change,
): Promise<ResourceRow | undefined> {
  const { id, principal } = request;
  const row = await readDocument(queries, request, type);
  if (!row) throw notFound(type.name, id);
  checkConditions(request, row.version);
  // What many requests read can come with one packet.
  const turn = request.place.turn();
  if (turn) await turn;
  if (request.isAbandoned()) throw new ScimError(503, "The client has gone, so nothing was changed");
  const before = JSON.parse(row.document) as JsonObject;
  const document = change(before);
  checkImmutable(before, document, type);
  const changed = difference(before, document);
  if (!changed) return row;
  const text = documentText(document);
  const keys = keysOf(type, id, document, text, isNameUnique(type, request));
  const isRenamed = changed.after[nameAttribute(type)] !== undefined;
  const update = { keys, isRenamed, document: text, ...changed };
  try {
    return await queries.limited(principal.tenant, () =>
      updateResource(queries, request.actor, type.kind, id, row.revision, update),
    );
  } catch (error) {
    throw uniqueViolation(error) === "resource_name" ? nameTaken(request, type, document) : error;
  }
}
