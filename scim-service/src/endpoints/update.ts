import type { ScimRequest } from "../http/exchange.ts";
import { ScimError } from "../scim/error.ts";
import type { JsonObject } from "../scim/json.ts";
import { checkImmutable } from "../scim/patch/apply.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import { difference } from "../store/change.ts";
import type { Queries } from "../store/database.ts";
import type { ResourceRow } from "../store/resource-row.ts";
import { readResource } from "../store/read-resource.ts";
import { isResourceId } from "../store/resource-id.ts";
import { keysOf } from "../store/resource-keys.ts";
import { uniqueViolation } from "../store/sqlstate.ts";
import { updateResource } from "../store/update-resource.ts";
import { checkConditions } from "./conditions.ts";
import { notFound } from "./not-found.ts";
import { isNameUnique, nameTaken } from "./unique-name.ts";

/** Enough for any number of writers that a tenant's concurrency allows to find its turn. */
const ATTEMPTS = 1_000;

/**
 * Reads a document, changes it and writes it if nobody else did meanwhile; otherwise does so again with what the other
 * one wrote. So parallel changes of one resource all take effect, and no lock is held between two round trips.
 *
 * @returns the row as it is afterwards: without groups and members.
 * @throws {ScimError} 404, 409 or 412.
 */
export async function updateDocument(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  change: (document: JsonObject) => JsonObject,
): Promise<ResourceRow> {
  const { id, principal } = request;
  for (let attempt = 0; attempt < ATTEMPTS && isResourceId(id); attempt += 1) {
    const row = await readResource(queries, principal.tenant, type.kind, id, {
      groups: false,
      members: false,
    });
    if (!row) break;
    checkConditions(request, row.version);
    const before = JSON.parse(row.document) as JsonObject;
    const document = change(before);
    checkImmutable(before, document, type);
    const changed = difference(before, document);
    if (!changed) return row;
    const keys = keysOf(type, id, document, isNameUnique(type, request));
    const update = { keys, document, ...changed };
    const written = await updateResource(queries, request.actor, type.kind, id, row.revision, update).catch(
      (error: unknown) => {
        throw uniqueViolation(error) === "resource_name" ? nameTaken(request, type, document) : error;
      },
    );
    if (written) return written;
    if (attempt === ATTEMPTS - 1)
      throw new ScimError(503, "Too many changes of this resource at once; try again");
  }
  throw notFound(type, id);
}
