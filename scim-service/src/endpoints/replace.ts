import type { Endpoint } from "../http/exchange.ts";
import { parseProjection } from "../scim/projection.ts";
import { parseResource } from "../scim/resource.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { isResourceId } from "../store/resource-id.ts";
import { applyMembers } from "./apply-members.ts";
import { unconditional } from "./conditions.ts";
import { lockGroup } from "./lock-group.ts";
import { notFound } from "./not-found.ts";
import { etagOf, locationOf, readingFor } from "./present.ts";
import { reread } from "./read.ts";
import { resourceBody } from "./resource-body.ts";
import { updateDocument, updateInTurn } from "./update.ts";

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
      if (!isResourceId(request.id)) throw notFound(type, request.id);
      await service.database.transaction(request.principal.tenant, async (queries) => {
        await lockGroup(queries, request, type);
        await updateInTurn(queries, unconditional(request), type, () => document);
        await applyMembers(queries, request, request.id, { replace: true, add: members ?? [], remove: [] });
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
