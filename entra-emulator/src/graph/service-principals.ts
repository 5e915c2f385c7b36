import { z } from "zod";
import {
  addServicePrincipal,
  applicationByAppId,
  deleteServicePrincipal,
  servicePrincipalByAppId,
} from "../tenant/applications.ts";
import type { ServicePrincipal } from "../tenant/model.ts";
import { writableProperties } from "./applications.ts";
import { GraphError } from "../http/graph-error.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { ownerRoutes } from "./owners.ts";
import { collection, single } from "./query/collection.ts";
import { created, type GraphRequest, noContent, ok, param, parseBody } from "./request.ts";
import { servicePrincipalProperties, servicePrincipalResource } from "./resources/service-principal.ts";
import type { GraphServices, Route } from "./route.ts";

/** The service principal that a path names; throws `GraphError` 404 when there is none, or not yet. */
export function findServicePrincipal(
  { store, visibility }: GraphServices,
  request: GraphRequest,
): ServicePrincipal {
  const id = param(request, "id");
  const principal = store.tenant.servicePrincipals.get(id);
  if (principal === undefined || !visibility.visible(id)) throw resourceNotFound(id);
  return principal;
}

/** `/servicePrincipals` themselves; assignments and synchronization have routes of their own. */
export function servicePrincipalRoutes(services: GraphServices): Route[] {
  const { store, visibility } = services;
  const { servicePrincipals } = store.tenant;
  const resource = servicePrincipalResource(store);
  const find = (request: GraphRequest): ServicePrincipal => findServicePrincipal(services, request);

  return [
    {
      method: "GET",
      path: "/servicePrincipals",
      permission: "readApplications",
      handle: (request) => {
        const visible = [...servicePrincipals.values()].filter(({ id }) => visibility.visible(id));
        return ok(collection(request, resource, visible, { context: "servicePrincipals" }));
      },
    },
    {
      method: "POST",
      path: "/servicePrincipals",
      permission: "writeApplications",
      handle: (request) => {
        const { appId, ...given } = parseBody(request, z.looseObject({ appId: z.guid() }));
        const application = applicationByAppId(store, appId);
        if (application === undefined) {
          throw badRequest(
            `The appId '${appId}' of the service principal does not reference a valid application object.`,
          );
        }
        if (servicePrincipalByAppId(store, appId) !== undefined) {
          throw new GraphError(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            `The service principal cannot be created: the service principal name ${appId} is already in use.`,
          );
        }
        const properties = writableProperties(given, servicePrincipalProperties);
        const principal = addServicePrincipal(store, application, request.caller.objectId);
        Object.assign(principal.properties, properties);
        visibility.hide(principal.id);
        return created(single(request, resource, principal, "servicePrincipals"));
      },
    },
    {
      method: "GET",
      path: "/servicePrincipals/:id",
      permission: "readApplications",
      handle: (request) => ok(single(request, resource, find(request), "servicePrincipals")),
    },
    {
      method: "PATCH",
      path: "/servicePrincipals/:id",
      permission: "writeApplications",
      handle: (request) => {
        const principal = find(request);
        const given = parseBody(
          request,
          z.looseObject({ displayName: z.string().min(1).max(256).optional() }),
        );
        const { displayName, id: _, ...rest } = given;
        Object.assign(principal.properties, writableProperties(rest, servicePrincipalProperties));
        if (displayName !== undefined) principal.displayName = displayName;
        store.touch();
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: "/servicePrincipals/:id",
      permission: "writeApplications",
      handle: (request) => {
        deleteServicePrincipal(store, find(request));
        return noContent;
      },
    },
    ...ownerRoutes("/servicePrincipals", store, find),
  ];
}
