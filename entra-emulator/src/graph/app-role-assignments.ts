import { randomBytes } from "node:crypto";
import { z } from "zod";
import { appRolesOf } from "../tenant/applications.ts";
import { assign, DEFAULT_ACCESS_ROLE_ID, unassign } from "../tenant/assignments.ts";
import type { AppRoleAssignment, ServicePrincipal } from "../tenant/model.ts";
import { type DirectoryObject, findDirectoryObject } from "./directory-object.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { grantedPermissions } from "./granted-permissions.ts";
import { collection, single } from "./query/collection.ts";
import { created, type GraphRequest, noContent, ok, param, parseBody } from "./request.ts";
import type { ResourceType } from "./resource.ts";
import type { GraphServices, Route } from "./route.ts";
import { findServicePrincipal } from "./service-principals.ts";

const newAssignment = z.looseObject({
  principalId: z.guid(),
  resourceId: z.guid(),
  appRoleId: z.guid(),
});

/** Who is assigned to an application (`appRoleAssignedTo`) and what a principal is assigned to (`appRoleAssignments`). */
export function appRoleAssignmentRoutes(services: GraphServices): Route[] {
  const { settings, store, visibility } = services;
  const { appRoleAssignments, servicePrincipals } = store.tenant;

  const resource: ResourceType<AppRoleAssignment> = {
    name: "microsoft.graph.appRoleAssignment",
    defaults: undefined,
    properties: {
      id: (assignment) => assignment.id,
      deletedDateTime: () => null,
      appRoleId: (assignment) => assignment.appRoleId,
      createdDateTime: (assignment) => assignment.createdDateTime,
      principalDisplayName: ({ principalId }) =>
        findDirectoryObject(store, principalId)?.object.displayName ??
        store.tenant.users.get(principalId)?.displayName ??
        null,
      principalId: (assignment) => assignment.principalId,
      principalType: (assignment) => assignment.principalType,
      resourceDisplayName: ({ resourceId }) => servicePrincipals.get(resourceId)?.displayName ?? null,
      resourceId: (assignment) => assignment.resourceId,
    },
  };

  function assignmentsOf(side: "principalId" | "resourceId", id: string): AppRoleAssignment[] {
    return [...appRoleAssignments.values()].filter(
      (assignment) => assignment[side] === id && visibility.visible(assignment.id),
    );
  }

  function find(request: GraphRequest): AppRoleAssignment {
    const { id: resourceId } = findServicePrincipal(services, request);
    const id = param(request, "assignmentId");
    const assignment = appRoleAssignments.get(id);
    if (assignment?.resourceId !== resourceId || !visibility.visible(id)) throw resourceNotFound(id);
    return assignment;
  }

  function add(given: z.infer<typeof newAssignment>): AppRoleAssignment {
    const application = servicePrincipals.get(given.resourceId);
    if (application === undefined) throw resourceNotFound(given.resourceId);
    const principal = findDirectoryObject(store, given.principalId);
    if (principal === undefined || !visibility.visible(given.principalId)) {
      throw badRequest("Not a valid reference update.");
    }
    const principalType = principalTypeOf(principal);
    assertRole(application, given.appRoleId, principalType === "ServicePrincipal" ? "Application" : "User");
    if (principal.kind === "group") assertAssignableGroup(principal.object.securityEnabled);
    // One that is not shown yet is there already.
    const taken = [...appRoleAssignments.values()].some(
      ({ resourceId, principalId, appRoleId }) =>
        resourceId === application.id && principalId === given.principalId && appRoleId === given.appRoleId,
    );
    if (taken) throw badRequest("Permission being assigned already exists on the object.");
    const assignment: AppRoleAssignment = {
      id: randomBytes(32).toString("base64url"),
      appRoleId: given.appRoleId,
      principalId: given.principalId,
      principalType,
      resourceId: application.id,
      createdDateTime: store.clock.timestamp(),
    };
    assign(store, assignment);
    visibility.hide(assignment.id);
    return assignment;
  }

  /** The default access is only there while the application publishes no role that is enabled for this kind. */
  function assertRole(
    application: ServicePrincipal,
    roleId: string,
    memberType: "User" | "Application",
  ): void {
    const roles = appRolesOf(store, application).filter(
      (role) => role.isEnabled && role.allowedMemberTypes.includes(memberType),
    );
    const assignable =
      roleId === DEFAULT_ACCESS_ROLE_ID ? roles.length === 0 : roles.some(({ id }) => id === roleId);
    if (!assignable) {
      throw badRequest(
        `Permission being assigned was not found on application '${application.displayName}'.`,
      );
    }
  }

  function assertAssignableGroup(securityEnabled: boolean): void {
    if (!securityEnabled) throw badRequest("Only security-enabled groups can be assigned to an application.");
    if (!settings.premium) {
      throw badRequest(
        "Assigning a group to an application needs a Microsoft Entra ID P1 or P2 licence, which this tenant does not have.",
      );
    }
  }

  return [
    {
      method: "GET",
      path: "/servicePrincipals/:id/appRoleAssignedTo",
      permission: "readAppRoleAssignments",
      handle: (request) => {
        const { id } = findServicePrincipal(services, request);
        return ok(
          collection(request, resource, assignmentsOf("resourceId", id), { context: "appRoleAssignments" }),
        );
      },
    },
    {
      method: "POST",
      path: "/servicePrincipals/:id/appRoleAssignedTo",
      permission: "writeAppRoleAssignments",
      handle: (request) => {
        const { id } = findServicePrincipal(services, request);
        const given = parseBody(request, newAssignment);
        if (given.resourceId !== id) throw badRequest("The resourceId is not the one of the path.");
        return created(single(request, resource, add(given), "appRoleAssignments"));
      },
    },
    {
      method: "GET",
      path: "/servicePrincipals/:id/appRoleAssignedTo/:assignmentId",
      permission: "readAppRoleAssignments",
      handle: (request) => ok(single(request, resource, find(request), "appRoleAssignments")),
    },
    {
      method: "DELETE",
      path: "/servicePrincipals/:id/appRoleAssignedTo/:assignmentId",
      permission: "writeAppRoleAssignments",
      handle: (request) => {
        unassign(store, find(request));
        return noContent;
      },
    },
    {
      method: "GET",
      path: "/servicePrincipals/:id/appRoleAssignments",
      permission: "readAppRoleAssignments",
      handle: (request) => {
        const { id } = findServicePrincipal(services, request);
        const granted = id === services.deployer.objectId ? grantedPermissions(services) : [];
        return ok(collection(request, resource, [...granted, ...assignmentsOf("principalId", id)]));
      },
    },
    ...(["users", "groups"] as const).flatMap((kind): Route[] => [
      {
        method: "GET",
        path: `/${kind}/:id/appRoleAssignments`,
        permission: "readAppRoleAssignments",
        handle: (request) => {
          const id = param(request, "id");
          if (!store.tenant[kind].has(id)) throw resourceNotFound(id);
          return ok(collection(request, resource, assignmentsOf("principalId", id)));
        },
      },
    ]),
  ];
}

function principalTypeOf(principal: DirectoryObject): AppRoleAssignment["principalType"] {
  switch (principal.kind) {
    case "user":
      return "User";
    case "group":
      return "Group";
    case "servicePrincipal":
      return "ServicePrincipal";
    default:
      throw badRequest("Not a valid reference update.");
  }
}
