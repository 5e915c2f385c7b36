import type { Endpoint } from "../http/exchange.ts";
import { notFound } from "../scim/error.ts";
import { parseProjection } from "../scim/projection.ts";
import { parseResource } from "../scim/resource.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { changeMembers } from "../store/members.ts";
import { isResourceId } from "../store/resource-id.ts";
import { unconditional } from "./conditions.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { resourceBody } from "./resource-body.ts";
import { lockForUpdate, updateDocument, updateLocked } from "./update.ts";

/**
 * PUT of a resource (RFC 7644 section 3.5.1): what the body does not have is cleared, a group's members included;
 * read-only attributes in it are ignored.
 */
export function replaceEndpoint(service: Service, type: ResourceType): Endpoint {
  return async (request) => {
    const { document, members } = parseResource(request.body, type, request.dialect);
    const projection = parseProjection(request.query, type);
    if (type.name === "User") await updateDocument(service.database, request, type, () => document);
    else {
      if (!isResourceId(request.id)) throw notFound(type.name, request.id);
      await service.database.transaction(request.principal.tenant, async (queries) => {
        await lockForUpdate(queries, request, type);
        await updateLocked(queries, unconditional(request), type, () => document);
        const change = { replace: true, add: members ?? [], remove: [] };
        await changeMembers(queries, request.actor, request.dialect, request.id, change);
      });
    }
    const row = await reread(service, request, type, request.id, readingFor(projection));
    return {
      status: 200,
      etag: etagOf(row),
      location: locationOf(service.catalog, request.base, type.kind, row.id),
      body: resourceBody(service, request.principal.tenant, row, request.base, projection),
    };
  };
}
