import type { Endpoint } from "./http/exchange.ts";
import type { Method } from "./http/router.ts";
import { ScimError } from "./scim/error.ts";
import { bulkEndpoint } from "./endpoints/bulk.ts";
import type { BulkTarget } from "./endpoints/bulk-job.ts";
import { createEndpoint } from "./endpoints/create.ts";
import { deleteEndpoint } from "./endpoints/delete.ts";
import { providerConfigEndpoint, resourceTypesEndpoint, schemasEndpoint } from "./endpoints/discovery.ts";
import { listEndpoint, searchEndpoint } from "./endpoints/list.ts";
import { patchGroupEndpoint } from "./endpoints/patch-group.ts";
import { patchUserEndpoint } from "./endpoints/patch-user.ts";
import { readEndpoint } from "./endpoints/read.ts";
import { replaceEndpoint } from "./endpoints/replace.ts";
import type { Service } from "./service.ts";

/** One SCIM endpoint: its name in logs and metrics, and where it is below the base path. */
export interface Route {
  readonly operation: string;
  readonly method: Method;
  readonly path: string;
  readonly endpoint: Endpoint;
}

/** /Me (RFC 7644 section 3.11): a token speaks for a tenant, not for one of its users. */
const meEndpoint: Endpoint = () => {
  throw new ScimError(501, "There is no /Me: the token belongs to a tenant, not to a user");
};

/** All SCIM endpoints (RFC 7644 section 3.2). */
export function scimRoutes(service: Service): readonly Route[] {
  const { user, group } = service.catalog;
  const both = [user, group];
  const routes: Route[] = [];
  const bulkTargets = new Map<string, BulkTarget>();
  for (const type of both) {
    const { name, endpoint: path } = type;
    const create = createEndpoint(service, type);
    const replace = replaceEndpoint(service, type);
    const patch = type === user ? patchUserEndpoint(service) : patchGroupEndpoint(service);
    const remove = deleteEndpoint(service, type);
    bulkTargets.set(path.slice(1).toLowerCase(), {
      type,
      byMethod: { POST: create, PUT: replace, PATCH: patch, DELETE: remove },
    });
    routes.push(
      { operation: `${name}.list`, method: "GET", path, endpoint: listEndpoint(service, [type]) },
      { operation: `${name}.create`, method: "POST", path, endpoint: create },
      {
        operation: `${name}.search`,
        method: "POST",
        path: `${path}/.search`,
        endpoint: searchEndpoint(service, [type]),
      },
      {
        operation: `${name}.read`,
        method: "GET",
        path: `${path}/:id`,
        endpoint: readEndpoint(service, type),
      },
      { operation: `${name}.replace`, method: "PUT", path: `${path}/:id`, endpoint: replace },
      { operation: `${name}.patch`, method: "PATCH", path: `${path}/:id`, endpoint: patch },
      { operation: `${name}.delete`, method: "DELETE", path: `${path}/:id`, endpoint: remove },
    );
  }
  const root = listEndpoint(service, both);
  const schemas = schemasEndpoint(service);
  const resourceTypes = resourceTypesEndpoint(service);
  routes.push(
    { operation: "search", method: "POST", path: "/.search", endpoint: searchEndpoint(service, both) },
    { operation: "bulk", method: "POST", path: "/Bulk", endpoint: bulkEndpoint(service, bulkTargets) },
    { operation: "list", method: "GET", path: "", endpoint: root },
    {
      operation: "config",
      method: "GET",
      path: "/ServiceProviderConfig",
      endpoint: providerConfigEndpoint(),
    },
    { operation: "schemas", method: "GET", path: "/Schemas", endpoint: schemas },
    { operation: "schemas", method: "GET", path: "/Schemas/:id", endpoint: schemas },
    { operation: "resourceTypes", method: "GET", path: "/ResourceTypes", endpoint: resourceTypes },
    { operation: "resourceTypes", method: "GET", path: "/ResourceTypes/:id", endpoint: resourceTypes },
    ...(["GET", "POST", "PUT", "PATCH", "DELETE"] as const).map((method) => ({
      operation: "me",
      method,
      path: "/Me",
      endpoint: meEndpoint,
    })),
  );
  return routes;
}
