import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import type { JsonObject } from "../scim/json.ts";
import { parseProjection } from "../scim/projection.ts";
import { documentText, parseResource } from "../scim/resource.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import type { Queries } from "../store/database.ts";
import type { ResourceRow } from "../store/resource-row.ts";
import { createResource } from "../store/create-resource.ts";
import { changeMembers } from "../store/members.ts";
import { newResourceId } from "../store/resource-id.ts";
import { keysOf } from "../store/resource-keys.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { resourceBody } from "./resource-body.ts";
import { isNameUnique, nameTaken } from "./unique-name.ts";

/** POST of a resource (RFC 7644 section 3.3). One statement, or a transaction when a group comes with members. */
export function createEndpoint(service: Service, type: ResourceType): Endpoint {
  return async (request) => {
    const { document, members } = parseResource(request.body, type, request.dialect);
    const projection = parseProjection(request.query, type);
    // Bulk gives the id beforehand, so that other operations can refer to it.
    const id = request.id === "" ? newResourceId() : request.id;
    let row: ResourceRow;
    if (members === undefined || members.length === 0) {
      row = await insert(service.database, request, type, id, document);
    } else {
      await service.database.transaction(request.principal.tenant, async (queries) => {
        await insert(queries, request, type, id, document);
        const change = { replace: false, add: members, remove: [] };
        await changeMembers(queries, request.actor, request.dialect, id, change);
      });
      row = await reread(service, request, type, id, readingFor(projection));
    }
    return {
      status: 201,
      location: locationOf(service.catalog, request.base, type.kind, id),
      etag: etagOf(row),
      body: resourceBody(service, request.principal.tenant, row, request.base, projection),
    };
  };
}

/** @throws {ScimError} 409 `uniqueness` */
async function insert(
  queries: Queries,
  request: ScimRequest,
  type: ResourceType,
  id: string,
  document: JsonObject,
): Promise<ResourceRow> {
  const text = documentText(document);
  const keys = keysOf(type, id, document, text, isNameUnique(type, request));
  const row = await createResource(queries, request.actor, type.kind, id, keys, text);
  if (!row) throw nameTaken(request, type, document);
  return row;
}
