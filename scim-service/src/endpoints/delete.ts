import type { Endpoint } from "../http/exchange.ts";
import { notFound } from "../scim/error.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { deleteResource } from "../store/delete-resource.ts";
import { isResourceId } from "../store/resource-id.ts";
import { checkConditions } from "./conditions.ts";

/** DELETE of a resource (RFC 7644 section 3.6). Its name is free at once; groups lose it as a member. */
export function deleteEndpoint(service: Service, type: ResourceType): Endpoint {
  return async (request) => {
    const { id, actor } = request;
    const found =
      isResourceId(id) &&
      (await deleteResource(service.database, actor, type.kind, id, (version) =>
        checkConditions(request, version),
      ));
    if (!found) throw notFound(type.name, id);
    return { status: 204 };
  };
}
