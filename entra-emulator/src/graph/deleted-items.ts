import type { User } from "../tenant/model.ts";
import { purgeUser, restoreUser } from "../tenant/users.ts";
import { resourceNotFound } from "./error.ts";
import { collection, single } from "./query/collection.ts";
import { type GraphRequest, noContent, ok, param } from "./request.ts";
import { userResource } from "./resources/user.ts";
import type { GraphServices, Route } from "./route.ts";

/** `/directory/deletedItems`: users in the recycle bin, restored or deleted for good. */
export function deletedItemRoutes({ store }: GraphServices): Route[] {
  function deletedUsers(): User[] {
    return [...store.tenant.users.values()].filter((user) => user.deletedDateTime !== null);
  }

  function find(request: GraphRequest): User {
    const id = param(request, "id");
    const user = store.tenant.users.get(id);
    if (user === undefined || user.deletedDateTime === null) throw resourceNotFound(id);
    return user;
  }

  return [
    {
      method: "GET",
      path: "/directory/deletedItems/microsoft.graph.user",
      permission: "readUsers",
      handle: (request) => ok(collection(request, userResource, deletedUsers(), { context: "users" })),
    },
    {
      method: "GET",
      path: "/directory/deletedItems/:id",
      permission: "readUsers",
      handle: (request) =>
        ok({ "@odata.type": "#microsoft.graph.user", ...single(request, userResource, find(request)) }),
    },
    {
      method: "POST",
      path: "/directory/deletedItems/:id/restore",
      permission: "writeUsers",
      handle: (request) => {
        const user = find(request);
        restoreUser(store, user);
        return ok({ "@odata.type": "#microsoft.graph.user", ...single(request, userResource, user) });
      },
    },
    {
      method: "DELETE",
      path: "/directory/deletedItems/:id",
      permission: "writeUsers",
      handle: (request) => {
        purgeUser(store, find(request));
        return noContent;
      },
    },
  ];
}
