import { randomUUID } from "node:crypto";
import { z } from "zod";
import { newGroup } from "../directory/objects.ts";
import { addGroup, addMember, deleteGroup, removeMember, updateGroup } from "../tenant/groups.ts";
import type { Group } from "../tenant/model.ts";
import { groupsOf } from "../tenant/users.ts";
import { findDirectoryObject } from "./directory-object.ts";
import { entitySetRoutes } from "./entity-set.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { ownerRoutes } from "./owners.ts";
import { alreadyReferenced, reference, referencedId } from "./reference.ts";
import { type GraphRequest, noContent, param, parseBody } from "./request.ts";
import { relationRoutes } from "./relations.ts";
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

const KEPT = [
  "description",
  "displayName",
  "groupTypes",
  "mailEnabled",
  "mailNickname",
  "membershipRule",
  "securityEnabled",
] as const;

/** The properties that the directory keeps of what was written. */
function kept(given: z.infer<typeof groupChange>): Partial<Pick<Group, (typeof KEPT)[number]>> {
  const entries = KEPT.map((name) => [name, given[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** `/groups` and their members and owners. */
export function groupRoutes(services: GraphServices): Route[] {
  const { store, visibility } = services;
  const { groups } = store.tenant;

  function find(request: GraphRequest): Group {
    const id = param(request, "id");
    const group = groups.get(id);
    if (group === undefined || !visibility.visible(id)) throw resourceNotFound(id);
    return group;
  }

  function bound(links: readonly string[] | undefined): string[] {
    return (links ?? []).map((link) => {
      const id = referencedId(link);
      if (findDirectoryObject(store, id) === undefined) throw resourceNotFound(id);
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
    transitiveMembers,
    memberOf: (group: Group): Iterable<string> => groupsOf(store, group.id, false).map(({ id }) => id),
  };

  return [
    ...entitySetRoutes(services, {
      name: "groups",
      resource: groupResource,
      permissions: { read: "readGroups", write: "writeGroups" },
      all: () => groups.values(),
      find,
      create: (request) => {
        const given = parseBody(request, wholeGroup);
        const group = newGroup({
          ...kept(given),
          id: randomUUID(),
          displayName: given.displayName,
          members: new Set(bound(given["members@odata.bind"])),
          owners: new Set(bound(given["owners@odata.bind"])),
        });
        addGroup(store, group);
        return group;
      },
      update: (request, group) => {
        const given = parseBody(request, groupChange);
        const members = bound(given["members@odata.bind"]);
        updateGroup(store, group, kept(given));
        for (const member of members) addMember(store, group, member);
      },
      remove: (group) => deleteGroup(store, group),
    }),
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
    ...ownerRoutes("/groups", { read: "readMembers", write: "writeGroups" }, store, find),
    ...Object.entries(relations).flatMap(([relation, read]) =>
      relationRoutes(store, `/groups/:id/${relation}`, "readMembers", (request) => read(find(request))),
    ),
  ];
}
