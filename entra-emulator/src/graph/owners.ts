import type { TenantStore } from "../tenant/store.ts";
import { findDirectoryObject } from "./directory-object.ts";
import { resourceNotFound } from "./error.ts";
import type { PermissionName } from "./permissions.ts";
import { alreadyReferenced, reference, referencedId } from "./reference.ts";
import { relationRoutes } from "./relations.ts";
import { type GraphRequest, noContent, param, parseBody } from "./request.ts";
import type { Route } from "./route.ts";

/** The owners of groups, applications and service principals: list, add and remove. */
export function ownerRoutes(
  base: "/applications" | "/groups" | "/servicePrincipals",
  { read, write }: { readonly read: PermissionName; readonly write: PermissionName },
  store: TenantStore,
  find: (request: GraphRequest) => { readonly owners: Set<string> },
): Route[] {
  return [
    ...relationRoutes(store, `${base}/:id/owners`, read, (request) => find(request).owners),
    {
      method: "POST",
      path: `${base}/:id/owners/$ref`,
      permission: write,
      handle: (request) => {
        const { owners } = find(request);
        const ownerId = referencedId(parseBody(request, reference)["@odata.id"]);
        if (findDirectoryObject(store, ownerId) === undefined) throw resourceNotFound(ownerId);
        if (owners.has(ownerId)) throw alreadyReferenced("owners");
        owners.add(ownerId);
        store.touch();
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: `${base}/:id/owners/:ownerId/$ref`,
      permission: write,
      handle: (request) => {
        const ownerId = param(request, "ownerId");
        if (!find(request).owners.delete(ownerId)) throw resourceNotFound(ownerId);
        store.touch();
        return noContent;
      },
    },
  ];
}
