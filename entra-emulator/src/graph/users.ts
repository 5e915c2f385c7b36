import { randomUUID } from "node:crypto";
import { z } from "zod";
import { newUser } from "../directory/objects.ts";
import type { User } from "../tenant/model.ts";
import { addUser, groupsOf, softDeleteUser, updateUser } from "../tenant/users.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { entitySetRoutes } from "./entity-set.ts";
import { collection, single } from "./query/collection.ts";
import { reference, referencedId } from "./reference.ts";
import { type GraphRequest, noContent, ok, param, parseBody } from "./request.ts";
import { render } from "./resource.ts";
import { groupResource } from "./resources/group.ts";
import { userResource } from "./resources/user.ts";
import type { GraphServices, Route } from "./route.ts";

const text = z.string().max(1024).nullable();

/** What can be written of a user, by its Graph name; anything else is refused as Graph does. */
const userChange = z
  .strictObject({
    "@odata.type": z.string(),
    accountEnabled: z.boolean(),
    businessPhones: z.array(z.string().max(64)).max(1),
    city: text,
    companyName: text,
    country: text,
    department: text,
    displayName: z.string().min(1).max(256),
    employeeId: text,
    faxNumber: text,
    givenName: text,
    jobTitle: text,
    mail: text,
    mailNickname: z.string().min(1).max(64),
    mobilePhone: text,
    officeLocation: text,
    onPremisesExtensionAttributes: z.record(z.string().regex(/^extensionAttribute(?:[1-9]|1[0-5])$/), text),
    passwordProfile: z.looseObject({ password: z.string() }),
    postalCode: text,
    preferredLanguage: text,
    state: text,
    streetAddress: text,
    surname: text,
    userPrincipalName: z.string().regex(/^[^@\s]+@[^@\s]+$/),
    userType: z.enum(["Member", "Guest"]),
  })
  .partial();

const wholeUser = userChange.required({
  accountEnabled: true,
  displayName: true,
  mailNickname: true,
  passwordProfile: true,
  userPrincipalName: true,
});

/** `/users`: by id or user principal name. */
export function userRoutes(services: GraphServices): Route[] {
  const { store, visibility } = services;
  const { users } = store.tenant;

  function find(request: GraphRequest): User {
    const id = param(request, "id");
    const found = users.get(id) ?? (id.includes("@") ? byPrincipalName(id) : undefined);
    if (found === undefined || found.deletedDateTime !== null || !visibility.visible(found.id)) {
      throw resourceNotFound(id);
    }
    return found;
  }

  function byPrincipalName(name: string): User | undefined {
    const wanted = name.toLowerCase();
    return users.values().find((user) => user.userPrincipalName.toLowerCase() === wanted);
  }

  function managerOf(user: User): User | undefined {
    const manager = user.manager === null ? undefined : users.get(user.manager);
    return manager === undefined || manager.deletedDateTime !== null ? undefined : manager;
  }

  /** `$expand=manager` puts the manager into the user. */
  function show(
    request: GraphRequest,
    user: User,
    select: readonly string[] | undefined,
  ): Record<string, unknown> {
    const shown = render(userResource, user, request.version, select);
    if (!/^manager\b/.test(request.url.searchParams.get("$expand") ?? "")) return shown;
    const manager = managerOf(user);
    if (manager === undefined) return shown;
    const managerJson = render(userResource, manager, request.version, undefined);
    return { ...shown, manager: { "@odata.type": "#microsoft.graph.user", ...managerJson } };
  }

  function refuseTakenName(name: string | undefined, except: string | undefined): void {
    const holder = name === undefined ? undefined : byPrincipalName(name);
    if (holder !== undefined && holder.id !== except) {
      throw badRequest("Another object with the same value for property userPrincipalName already exists.");
    }
  }

  return [
    ...entitySetRoutes(services, {
      name: "users",
      resource: userResource,
      permissions: { read: "readUsers", write: "writeUsers" },
      all: () => [...users.values()].filter((user) => user.deletedDateTime === null),
      find,
      show,
      create: (request) => {
        const { passwordProfile: _, "@odata.type": __, ...given } = parseBody(request, wholeUser);
        refuseTakenName(given.userPrincipalName, undefined);
        const user = newUser({
          ...toUserChange(given, {}),
          id: randomUUID(),
          displayName: given.displayName,
          userPrincipalName: given.userPrincipalName,
          createdDateTime: store.clock.timestamp(),
        });
        addUser(store, user);
        return user;
      },
      update: (request, user) => {
        const { passwordProfile: _, "@odata.type": __, ...given } = parseBody(request, userChange);
        refuseTakenName(given.userPrincipalName, user.id);
        updateUser(store, user, toUserChange(given, user.extensions));
      },
      remove: (user) => softDeleteUser(store, user),
    }),
    {
      method: "GET",
      path: "/users/:id/manager",
      permission: "readUsers",
      handle: (request) => {
        const manager = managerOf(find(request));
        if (manager === undefined) throw resourceNotFound("manager");
        return ok({ "@odata.type": "#microsoft.graph.user", ...single(request, userResource, manager) });
      },
    },
    {
      method: "PUT",
      path: "/users/:id/manager/$ref",
      permission: "writeUsers",
      handle: (request) => {
        const managerId = referencedId(parseBody(request, reference)["@odata.id"]);
        if (users.get(managerId)?.deletedDateTime !== null) throw resourceNotFound(managerId);
        updateUser(store, find(request), { manager: managerId });
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: "/users/:id/manager/$ref",
      permission: "writeUsers",
      handle: (request) => {
        updateUser(store, find(request), { manager: null });
        return noContent;
      },
    },
    ...(["memberOf", "transitiveMemberOf"] as const).flatMap((relation): Route[] =>
      ["", "/microsoft.graph.group"].map((cast) => ({
        method: "GET",
        path: `/users/:id/${relation}${cast}`,
        permission: "readMembers",
        handle: (request) => {
          const groups = groupsOf(store, find(request).id, relation === "transitiveMemberOf");
          return ok(
            collection(request, groupResource, groups, {
              show: (group, select) => ({
                "@odata.type": "#microsoft.graph.group",
                ...render(groupResource, group, request.version, select),
              }),
            }),
          );
        },
      })),
    ),
    {
      method: "POST",
      path: "/users/:id/checkMemberGroups",
      permission: "readMembers",
      handle: (request) => {
        const { groupIds } = parseBody(request, z.looseObject({ groupIds: z.array(z.string()).max(20) }));
        const held = new Set(groupsOf(store, find(request).id, true).map((group) => group.id));
        return ok({ value: groupIds.filter((id) => held.has(id)) });
      },
    },
  ];
}

type WrittenUser = Omit<z.infer<typeof userChange>, "passwordProfile" | "@odata.type">;

function toUserChange(
  { onPremisesExtensionAttributes, ...given }: WrittenUser,
  extensions: Readonly<Record<string, string>>,
): Partial<Omit<User, "id">> {
  const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if (onPremisesExtensionAttributes === undefined) return change;
  const merged = { ...extensions, ...onPremisesExtensionAttributes };
  const kept = Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null);
  return { ...change, extensions: Object.fromEntries(kept) };
}
