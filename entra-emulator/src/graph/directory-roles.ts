import { groupsOf } from "../tenant/users.ts";
import { renderDirectoryObject } from "./directory-object.ts";
import { collection } from "./query/collection.ts";
import { type GraphRequest, ok } from "./request.ts";
import { render, type ResourceType } from "./resource.ts";
import type { GraphServices, Route } from "./route.ts";
import { findServicePrincipal } from "./service-principals.ts";

/** A built-in directory role; its id is the template's in every tenant. */
interface RoleDefinition {
  readonly id: string;
  readonly displayName: string;
}

const roleDefinitions: readonly RoleDefinition[] = [
  { id: "62e90394-69f5-4237-9190-012177145e10", displayName: "Global Administrator" },
  { id: "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", displayName: "Application Administrator" },
  { id: "158c047a-c907-4556-b7ef-446551a6b5f7", displayName: "Cloud Application Administrator" },
  { id: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", displayName: "Directory Readers" },
  { id: "f2ef992c-3afb-46b9-b7cf-a126ee74c451", displayName: "Global Reader" },
  { id: "4a5d8f65-41da-4de4-8968-e035b65339cf", displayName: "Reports Reader" },
  { id: "5d6b6bb7-de71-4623-b4af-96380a352509", displayName: "Security Reader" },
];

const roleDefinitionResource: ResourceType<RoleDefinition> = {
  name: "microsoft.graph.unifiedRoleDefinition",
  defaults: undefined,
  properties: {
    id: ({ id }) => id,
    displayName: ({ displayName }) => displayName,
    templateId: ({ id }) => id,
    isBuiltIn: () => true,
    isEnabled: () => true,
  },
};

interface RoleAssignment {
  readonly principalId: string;
  readonly role: RoleDefinition;
}

/** What a role assignment shows without `$expand=roleDefinition`. */
const ownProperties = ["id", "principalId", "roleDefinitionId", "directoryScopeId"];

const roleAssignmentResource: ResourceType<RoleAssignment> = {
  name: "microsoft.graph.unifiedRoleAssignment",
  defaults: ownProperties,
  properties: {
    id: ({ principalId, role }) => Buffer.from(`${principalId}/${role.id}`).toString("base64url"),
    principalId: ({ principalId }) => principalId,
    roleDefinitionId: ({ role }) => role.id,
    directoryScopeId: () => "/",
    roleDefinition: ({ role }) => render(roleDefinitionResource, role, "v1.0", undefined),
  },
};

/** The directory roles of the deploying application, by role assignments and as its memberships. */
export function directoryRoleRoutes(services: GraphServices): Route[] {
  const { deployer, settings, store } = services;

  function held(): RoleDefinition[] {
    return roleDefinitions.filter(({ displayName }) => settings.directoryRoles.includes(displayName));
  }

  function memberships(request: GraphRequest, cast: string): Record<string, unknown>[] {
    const { id } = findServicePrincipal(services, request);
    const roles = (id === deployer.objectId ? held() : []).map((role) => ({
      "@odata.type": "#microsoft.graph.directoryRole",
      id: role.id,
      displayName: role.displayName,
      roleTemplateId: role.id,
    }));
    const groups = groupsOf(store, id, true).map((object) =>
      renderDirectoryObject(store, { kind: "group", object }, request.version, undefined),
    );
    return [...roles, ...groups].filter(
      (each) => cast === "" || each["@odata.type"] === `#microsoft.graph.${cast}`,
    );
  }

  return [
    {
      method: "GET",
      path: "/roleManagement/directory/roleDefinitions",
      permission: "readRoles",
      handle: (request) => ok(collection(request, roleDefinitionResource, roleDefinitions)),
    },
    {
      method: "GET",
      path: "/roleManagement/directory/roleAssignments",
      permission: "readRoles",
      handle: (request) => {
        const assignments = held().map((role) => ({ principalId: deployer.objectId, role }));
        const expanded = request.url.searchParams.get("$expand") === "roleDefinition";
        const shown = expanded ? Object.keys(roleAssignmentResource.properties) : ownProperties;
        return ok(
          collection(request, roleAssignmentResource, assignments, {
            show: (assignment) => render(roleAssignmentResource, assignment, request.version, shown),
          }),
        );
      },
    },
    ...["", "directoryRole", "group"].map((cast): Route => ({
      method: "GET",
      path: `/servicePrincipals/:id/transitiveMemberOf${cast === "" ? "" : `/microsoft.graph.${cast}`}`,
      permission: "readApplications",
      handle: (request) => ok({ value: memberships(request, cast) }),
    })),
  ];
}
