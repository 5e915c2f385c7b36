import type { TenantStore } from "../tenant/store.ts";
import { directoryObjectResource, directoryObjects, renderDirectoryObject } from "./directory-object.ts";
import type { PermissionName } from "./permissions.ts";
import { collection, count } from "./query/collection.ts";
import { type GraphRequest, ok } from "./request.ts";
import type { Route } from "./route.ts";

/** Lists of the objects that a relation such as `/groups/:id/members` holds, also narrowed to one type, and counted. */
export function relationRoutes(
  store: TenantStore,
  path: string,
  permission: PermissionName,
  read: (request: GraphRequest) => Iterable<string>,
): Route[] {
  return (["", "/microsoft.graph.user", "/microsoft.graph.group"] as const).flatMap((cast): Route[] => {
    const related = (request: GraphRequest) =>
      directoryObjects(store, read(request)).filter(
        ({ kind }) => cast === "" || cast === `/microsoft.graph.${kind}`,
      );
    return [
      {
        method: "GET",
        path: `${path}${cast}`,
        permission,
        handle: (request) =>
          ok(
            collection(request, directoryObjectResource, related(request), {
              show: (object, select) => renderDirectoryObject(store, object, request.version, select),
            }),
          ),
      },
      {
        method: "GET",
        path: `${path}${cast}/$count`,
        permission,
        handle: (request) => ok(count(request, directoryObjectResource, related(request))),
      },
    ];
  });
}
