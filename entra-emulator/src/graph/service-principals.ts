import { z } from "zod";
import {
  addServicePrincipal,
  applicationByAppId,
  deleteServicePrincipal,
  servicePrincipalByAppId,
} from "../tenant/applications.ts";
import type { ServicePrincipal } from "../tenant/model.ts";
import { writableProperties } from "./applications.ts";
import { ODataError } from "../http/odata-error.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { entitySetRoutes } from "./entity-set.ts";
import { ownerRoutes } from "./owners.ts";
import { type GraphRequest, param, parseBody } from "./request.ts";
import { servicePrincipalProperties, servicePrincipalResource } from "./resources/service-principal.ts";
import type { GraphServices, Route } from "./route.ts";

const permissions = { read: "readApplications", write: "writeApplications" } as const;

const principalChange = z.looseObject({ displayName: z.string().min(1).max(256).optional() });

/** The service principal that a path names. @throws {ODataError} 404 when there is none, or not yet. */
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
  const { store } = services;
  const { servicePrincipals } = store.tenant;
  const find = (request: GraphRequest): ServicePrincipal => findServicePrincipal(services, request);

  return [
    ...entitySetRoutes(services, {
      name: "servicePrincipals",
      resource: servicePrincipalResource(store),
      permissions,
      all: () => servicePrincipals.values(),
      find,
      create: (request) => {
        const { appId, ...given } = parseBody(request, z.looseObject({ appId: z.guid() }));
        const application = applicationByAppId(store, appId);
        if (application === undefined) {
          throw badRequest(
            `The appId '${appId}' of the service principal does not reference a valid application object.`,
          );
        }
        if (servicePrincipalByAppId(store, appId) !== undefined) {
          throw new ODataError(
            409,
            "Request_MultipleObjectsWithSameKeyValue",
            `The service principal cannot be created: the service principal name ${appId} is already in use.`,
          );
        }
        const properties = writableProperties(given, servicePrincipalProperties);
        const principal = addServicePrincipal(store, application, request.caller.objectId);
        Object.assign(principal.properties, properties);
        return principal;
      },
      update: (request, principal) => {
        const { displayName, id: _, ...rest } = parseBody(request, principalChange);
        Object.assign(principal.properties, writableProperties(rest, servicePrincipalProperties));
        if (displayName !== undefined) principal.displayName = displayName;
        store.touch();
      },
      remove: (principal) => deleteServicePrincipal(store, principal),
    }),
    ...ownerRoutes("/servicePrincipals", permissions, store, find),
  ];
}
