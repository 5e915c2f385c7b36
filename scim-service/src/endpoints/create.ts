import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import { ScimError } from "../scim/error.ts";
import type { JsonObject } from "../scim/json.ts";
import { parseProjection } from "../scim/projection.ts";
import { parseResource } from "../scim/resource.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import type { Queries } from "../store/database.ts";
import type { ResourceRow } from "../store/resource-row.ts";
import { createResource, keysOf, newResourceId } from "../store/resources.ts";
import { uniqueViolation } from "../store/sqlstate.ts";
import { applyMembers } from "./apply-members.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { wholeText } from "./resource-body.ts";

/** POST of a resource (RFC 7644 section 3.3). One statement, or a transaction when a group comes with members. */
export function createEndpoint(service: Service, type: ResourceType): Endpoint {
  return async (request) => {
    const { document, members } = parseResource(request.body, type, request.dialect);
    const projection = parseProjection(
      request.query.get("attributes"),
      request.query.get("excludedattributes"),
      type,
    );
    // Bulk gives the id beforehand, so that other operations can refer to it.
    const id = request.id === "" ? newResourceId() : request.id;
    let row = await naming(request, type, document, () =>
      members === undefined || members.length === 0
        ? insert(service.database, request, type, id, document)
        : service.database.transaction(async (queries) => {
            const made = await insert(queries, request, type, id, document);
            await applyMembers(queries, request, id, { replace: false, add: members, remove: [] });
            return made;
          }),
    );
    if (members !== undefined && members.length > 0) {
      row = await reread(service, request, type, id, readingFor(projection));
    }
    return {
      status: 201,
      location: locationOf(service.catalog, request.base, type.kind, id),
      etag: etagOf(row.version),
      body: wholeText(service, row, request.base, projection),
    };
  };
}

function insert(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  id: string,
  document: JsonObject,
): Promise<ResourceRow> {
  const keys = keysOf(type, id, document, isNameUnique(type, request));
  return createResource(queries, request.actor, type.kind, id, keys, JSON.stringify(document));
}

/** User names are unique by the RFC, group names by the needs of Entra. */
export function isNameUnique(type: ResourceType, request: ScimRequest): boolean {
  return type.name === "User" || !request.dialect.strict;
}

/** @throws {ScimError} 409 `uniqueness` in place of the database's refusal of a taken name. */
export async function naming<Result>(
  { dialect }: ScimRequest,
  type: ResourceType,
  document: JsonObject,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (uniqueViolation(error) !== "resource_name") throw error;
    if (type.name === "Group") dialect.allows("uniqueGroupNames");
    const name = type.name === "User" ? "userName" : "displayName";
    throw new ScimError(
      409,
      `Another ${type.name} of this tenant has the ${name} ${JSON.stringify(document[name])}, in this or another case`,
      "uniqueness",
    );
  }
}
