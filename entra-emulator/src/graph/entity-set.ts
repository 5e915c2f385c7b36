import type { PermissionName } from "./permissions.ts";
import { collection, count, selected } from "./query/collection.ts";
import { created, type GraphRequest, noContent, ok } from "./request.ts";
import { render, type ResourceType } from "./resource.ts";
import type { GraphServices, Route } from "./route.ts";

/** One of Graph's entity sets, such as `/users`: what its calls do. How they look from outside is the same for all. */
interface EntitySet<T extends { readonly id: string }> {
  readonly name: "applications" | "groups" | "servicePrincipals" | "users";
  readonly resource: ResourceType<T>;
  readonly permissions: { readonly read: PermissionName; readonly write: PermissionName };
  /** Every object, also those that are not visible yet. */
  readonly all: () => Iterable<T>;
  /** The object that a path names. @throws {ODataError} 404 when there is none, or not yet. */
  readonly find: (request: GraphRequest) => T;
  /** How one object is shown; default: by `resource`. */
  readonly show?: (
    request: GraphRequest,
    object: T,
    select: readonly string[] | undefined,
  ) => Record<string, unknown>;
  readonly create: (request: GraphRequest) => T;
  readonly update: (request: GraphRequest, object: T) => void;
  readonly remove: (object: T) => void;
}

/** List, count, create, read, change and delete. */
export function entitySetRoutes<T extends { readonly id: string }>(
  { visibility }: Pick<GraphServices, "visibility">,
  { name, resource, permissions, all, find, create, update, remove, ...set }: EntitySet<T>,
): Route[] {
  const { read, write } = permissions;
  const path = `/${name}`;
  const visible = (): T[] => [...all()].filter(({ id }) => visibility.visible(id));
  const show = (
    request: GraphRequest,
    object: T,
    select: readonly string[] | undefined,
  ): Record<string, unknown> =>
    set.show?.(request, object, select) ?? render(resource, object, request.version, select);

  function one(request: GraphRequest, object: T): Record<string, unknown> {
    const context = `${request.url.origin}/${request.version}/$metadata#${name}/$entity`;
    return { "@odata.context": context, ...show(request, object, selected(request.url.searchParams)) };
  }

  return [
    {
      method: "GET",
      path,
      permission: read,
      handle: (request) =>
        ok(
          collection(request, resource, visible(), {
            context: name,
            show: (object, select) => show(request, object, select),
          }),
        ),
    },
    {
      method: "GET",
      path: `${path}/$count`,
      permission: read,
      handle: (request) => ok(count(request, resource, visible())),
    },
    {
      method: "POST",
      path,
      permission: write,
      handle: (request) => {
        const object = create(request);
        visibility.hide(object.id);
        return created(one(request, object));
      },
    },
    {
      method: "GET",
      path: `${path}/:id`,
      permission: read,
      handle: (request) => ok(one(request, find(request))),
    },
    {
      method: "PATCH",
      path: `${path}/:id`,
      permission: write,
      handle: (request) => {
        update(request, find(request));
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: `${path}/:id`,
      permission: write,
      handle: (request) => {
        remove(find(request));
        return noContent;
      },
    },
  ];
}
