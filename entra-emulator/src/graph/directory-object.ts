import type { Application, Group, ServicePrincipal, User } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import type { GraphVersion } from "./request.ts";
import { render, type ResourceType } from "./resource.ts";
import { applicationResource } from "./resources/application.ts";
import { groupResource } from "./resources/group.ts";
import { servicePrincipalResource } from "./resources/service-principal.ts";
import { userResource } from "./resources/user.ts";

/** Any object of the directory, told apart by its kind. */
export type DirectoryObject =
  | { readonly kind: "user"; readonly object: User }
  | { readonly kind: "group"; readonly object: Group }
  | { readonly kind: "servicePrincipal"; readonly object: ServicePrincipal }
  | { readonly kind: "application"; readonly object: Application };

/** The live object with that id; users in the recycle bin are not found. */
export function findDirectoryObject(store: TenantStore, id: string): DirectoryObject | undefined {
  const { applications, groups, servicePrincipals, users } = store.tenant;
  const user = users.get(id);
  if (user !== undefined) return user.deletedDateTime === null ? { kind: "user", object: user } : undefined;
  const group = groups.get(id);
  if (group !== undefined) return { kind: "group", object: group };
  const servicePrincipal = servicePrincipals.get(id);
  if (servicePrincipal !== undefined) return { kind: "servicePrincipal", object: servicePrincipal };
  const application = applications.get(id);
  return application === undefined ? undefined : { kind: "application", object: application };
}

/** The objects with these ids, without those that are gone. */
export function directoryObjects(store: TenantStore, ids: Iterable<string>): DirectoryObject[] {
  return [...ids].flatMap((id) => findDirectoryObject(store, id) ?? []);
}

/** The object as JSON with its `@odata.type`, as lists of mixed types have it. */
export function renderDirectoryObject(
  store: TenantStore,
  { kind, object }: DirectoryObject,
  version: GraphVersion,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  const type = { "@odata.type": `#microsoft.graph.${kind}` };
  switch (kind) {
    case "user":
      return { ...type, ...render(userResource, object, version, select) };
    case "group":
      return { ...type, ...render(groupResource, object, version, select) };
    case "servicePrincipal":
      return { ...type, ...render(servicePrincipalResource(store), object, version, select) };
    default:
      return { ...type, ...render(applicationResource, object, version, select) };
  }
}

/** What mixed lists can be filtered by. */
export const directoryObjectResource: ResourceType<DirectoryObject> = {
  name: "microsoft.graph.directoryObject",
  defaults: undefined,
  properties: {
    id: ({ object }) => object.id,
    displayName: ({ object }) => object.displayName,
    mail: ({ kind, object }) => (kind === "user" ? object.mail : null),
  },
};
