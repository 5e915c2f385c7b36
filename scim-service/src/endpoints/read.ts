import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import { notFound } from "../scim/error.ts";
import { parseProjection } from "../scim/projection.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import type { Reading, ResourceRow } from "../store/resource-row.ts";
import { readResource } from "../store/read-resource.ts";
import { isResourceId } from "../store/resource-id.ts";
import { isNotModified } from "./conditions.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { resourceBody } from "./resource-body.ts";

/** GET of one resource (RFC 7644 section 3.4.1). */
export function readEndpoint(service: Service, type: ResourceType): Endpoint {
  return async (request) => {
    const projection = parseProjection(request.query, type);
    const reading = readingFor(projection);
    const row = await reread(service, request, type, request.id, reading);
    const etag = etagOf(row);
    const location = locationOf(service.catalog, request.base, type.kind, row.id);
    // A name is another resource's, so it changes without the tag.
    if (!reading.display && isNotModified(request.ifNoneMatch, etag)) return { status: 304, etag, location };
    return {
      status: 200,
      etag,
      location,
      body: resourceBody(service, request.principal.tenant, row, request.base, projection),
    };
  };
}

/** @throws {ScimError} 404 */
export async function reread(
  service: Service,
  request: ScimRequest,
  type: ResourceType,
  id: string,
  reading: Reading,
): Promise<ResourceRow> {
  const row = isResourceId(id)
    ? await readResource(service.database, request.principal.tenant, type.kind, id, reading)
    : undefined;
  if (!row) throw notFound(type.name, id);
  return row;
}
