import { randomUUID } from "node:crypto";
import { z } from "zod";
import { newGroup } from "../directory/objects.ts";
import { addGroup, addMember, deleteGroup, removeMember, updateGroup } from "../tenant/groups.ts";
import type { Group } from "../tenant/model.ts";
import { groupsOf } from "../tenant/users.ts";
import {
  directoryObjectResource,
  directoryObjects,
  findDirectoryObject,
  renderDirectoryObject,
} from "./directory-object.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { collection, count, single } from "./query/collection.ts";
import { alreadyReferenced, reference, referencedId } from "./reference.ts";
import { created, type GraphRequest, noContent, ok, param, parseBody } from "./request.ts";
import { groupResource } from "./resources/group.ts";
import type { GraphServices, Route } from "./route.ts";

const groupChange = z
  .strictObject({
    "@odata.type": z.string(),
    description: z.string().max(1024).nullable(),
    displayName: z.string().min(1).max(256),
    groupTypes: z.array(z.enum(["Unified", "DynamicMembership"])),
    isAssignableToRole: z.boolean().nullable(),
    mailEnabled: z.boolean(),
    mailNickname: z.string().min(1).max(64),
    membershipRule: z.string().max(3072).nullable(),
    membershipRuleProcessingState: z.string().nullable(),
    securityEnabled: z.boolean(),
    visibility: z.string().nullable(),
    /** Graph takes at most 20 links in one request. */
    "members@odata.bind": z.array(z.string()).max(20),
    "owners@odata.bind": z.array(z.string()).max(20),
  })
  .partial();

const wholeGroup = groupChange.required({
  displayName: true,
  mailEnabled: true,
  mailNickname: true,
  securityEnabled: true,
});

/** The properties that the directory keeps of what was written. */
function kept(
  given: z.infer<typeof groupChange>,
): Partial<
  Pick<
    Group,
    | "description"
    | "displayName"
    | "groupTypes"
    | "mailEnabled"
    | "mailNickname"
    | "membershipRule"
    | "securityEnabled"
  >
> {
  const { description, displayName, groupTypes, mailEnabled, mailNickname, membershipRule, securityEnabled } =
    given;
  const all = {
    description,
    displayName,
    groupTypes,
    mailEnabled,
    mailNickname,
    membershipRule,
    securityEnabled,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** `/groups` and their members and owners. */
export function groupRoutes({ store, visibility }: GraphServices): Route[] {
  const { groups } = store.tenant;

  function liveGroups(): Group[] {
    return [...groups.values()].filter((group) => visibility.visible(group.id));
  }

  function find(request: GraphRequest): Group {
    const id = param(request, "id");
    const group = groups.get(id);
    if (group === undefined || !visibility.visible(id)) throw resourceNotFound(id);
    return group;
  }

  function bound(links: readonly string[] | undefined): string[] {
    return (links ?? []).map((link) => {
      const id = referencedId(link);
      if (findDirectoryObject(store, id) === null) throw resourceNotFound(id);
      return id;
    });
  }

  function transitiveMembers(group: Group): Set<string> {
    const found = new Set<string>();
    const queue = [group];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const id of next.members) {
        const nested = found.has(id) ? undefined : groups.get(id);
        found.add(id);
        if (nested !== undefined) queue.push(nested);
      }
    }
    return found;
  }

  const relations = {
    members: (group: Group): Iterable<string> => group.members,
    owners: (group: Group): Iterable<string> => group.owners,
    transitiveMembers,
    memberOf: (group: Group): Iterable<string> => groupsOf(store, group.id, false).map(({ id }) => id),
  };

  /** Lists of a relation, also narrowed to one type, and counted. */
  const relationRoutes = Object.entries(relations).flatMap(([relation, read]) =>
    (["", "/microsoft.graph.user", "/microsoft.graph.group"] as const).flatMap((cast): Route[] => {
      const related = (request: GraphRequest) =>
        directoryObjects(store, read(find(request))).filter(
          ({ kind }) => cast === "" || cast === `/microsoft.graph.${kind}`,
        );
      return [
        {
          method: "GET",
          path: `/groups/:id/${relation}${cast}`,
          permission: "readMembers",
          handle: (request) =>
            ok(
              collection(request, directoryObjectResource, related(request), {
                show: (object, select) => renderDirectoryObject(store, object, request.version, select),
              }),
            ),
        },
        {
          method: "GET",
          path: `/groups/:id/${relation}${cast}/$count`,
          permission: "readMembers",
          handle: (request) => ok(count(request, directoryObjectResource, related(request))),
        },
      ];
    }),
  );

  return [
    {
      method: "GET",
      path: "/groups",
      permission: "readGroups",
      handle: (request) => ok(collection(request, groupResource, liveGroups(), { context: "groups" })),
    },
    {
      method: "GET",
      path: "/groups/$count",
      permission: "readGroups",
      handle: (request) => ok(count(request, groupResource, liveGroups())),
    },
    {
      method: "POST",
      path: "/groups",
      permission: "writeGroups",
      handle: (request) => {
        const given = parseBody(request, wholeGroup);
        const group = newGroup({
          ...kept(given),
          id: randomUUID(),
          displayName: given.displayName,
          members: new Set(bound(given["members@odata.bind"])),
          owners: new Set(bound(given["owners@odata.bind"])),
        });
        addGroup(store, group);
        visibility.hide(group.id);
        return created(single(request, groupResource, group, "groups"));
      },
    },
    {
      method: "GET",
      path: "/groups/:id",
      permission: "readGroups",
      handle: (request) => ok(single(request, groupResource, find(request), "groups")),
    },
    {
      method: "PATCH",
      path: "/groups/:id",
      permission: "writeGroups",
      handle: (request) => {
        const group = find(request);
        const given = parseBody(request, groupChange);
        const members = bound(given["members@odata.bind"]);
        updateGroup(store, group, kept(given));
        for (const member of members) addMember(store, group, member);
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: "/groups/:id",
      permission: "writeGroups",
      handle: (request) => {
        deleteGroup(store, find(request));
        return noContent;
      },
    },
    {
      method: "POST",
      path: "/groups/:id/members/$ref",
      permission: "writeMembers",
      handle: (request) => {
        const group = find(request);
        const [member = ""] = bound([parseBody(request, reference)["@odata.id"]]);
        if (group.groupTypes.includes("DynamicMembership")) {
          throw badRequest(
            "Insufficient privileges: the members of a group with a membership rule follow the rule.",
          );
        }
        if (!addMember(store, group, member)) throw alreadyReferenced("members");
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: "/groups/:id/members/:memberId/$ref",
      permission: "writeMembers",
      handle: (request) => {
        const memberId = param(request, "memberId");
        if (!removeMember(store, find(request), memberId)) throw resourceNotFound(memberId);
        return noContent;
      },
    },
    {
      method: "POST",
      path: "/groups/:id/owners/$ref",
      permission: "writeGroups",
      handle: (request) => {
        const group = find(request);
        const [owner = ""] = bound([parseBody(request, reference)["@odata.id"]]);
        if (group.owners.has(owner)) throw alreadyReferenced("owners");
        group.owners.add(owner);
        store.touch();
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: "/groups/:id/owners/:ownerId/$ref",
      permission: "writeGroups",
      handle: (request) => {
        const ownerId = param(request, "ownerId");
        if (!find(request).owners.delete(ownerId)) throw resourceNotFound(ownerId);
        store.touch();
        return noContent;
      },
    },
    ...relationRoutes,
  ];
}
