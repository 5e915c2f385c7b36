import type { TenantStore } from "../tenant/store.ts";
import {
  directoryObjectResource,
  directoryObjects,
  findDirectoryObject,
  renderDirectoryObject,
} from "./directory-object.ts";
import { resourceNotFound } from "./error.ts";
import { collection } from "./query/collection.ts";
import { alreadyReferenced, reference, referencedId } from "./reference.ts";
import { type GraphRequest, noContent, ok, param, parseBody } from "./request.ts";
import type { Route } from "./route.ts";

/** The owners of applications and service principals: list, add and remove. */
export function ownerRoutes(
  base: "/applications" | "/servicePrincipals",
  store: TenantStore,
  find: (request: GraphRequest) => { readonly owners: Set<string> },
): Route[] {
  return [
    {
      method: "GET",
      path: `${base}/:id/owners`,
      permission: "readApplications",
      handle: (request) =>
        ok(
          collection(request, directoryObjectResource, directoryObjects(store, find(request).owners), {
            show: (object, select) => renderDirectoryObject(store, object, request.version, select),
          }),
        ),
    },
    {
      method: "POST",
      path: `${base}/:id/owners/$ref`,
      permission: "writeApplications",
      handle: (request) => {
        const { owners } = find(request);
        const ownerId = referencedId(parseBody(request, reference)["@odata.id"]);
        if (findDirectoryObject(store, ownerId) === null) throw resourceNotFound(ownerId);
        if (owners.has(ownerId)) throw alreadyReferenced("owners");
        owners.add(ownerId);
        store.touch();
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: `${base}/:id/owners/:ownerId/$ref`,
      permission: "writeApplications",
      handle: (request) => {
        const ownerId = param(request, "ownerId");
        if (!find(request).owners.delete(ownerId)) throw resourceNotFound(ownerId);
        store.touch();
        return noContent;
      },
    },
  ];
}
