import { servicePrincipalByAppId } from "../tenant/applications.ts";
import type { AppRole, AppRoleAssignment } from "../tenant/model.ts";
import type { GraphServices } from "./route.ts";

/** Client id of Microsoft Graph in every tenant. */
export const MICROSOFT_GRAPH_APP_ID = "00000003-0000-0000-c000-000000000000";

/** Ids of Graph's application permissions, as its own service principal publishes them. */
const permissionIds: Readonly<Record<string, string>> = {
  "Application.Read.All": "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "AuditLog.Read.All": "b0afded3-3588-46d8-8b3d-9842eff778da",
  "Directory.Read.All": "7ab1d382-f21e-4acd-a863-ba3e13f7da61",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Group.Read.All": "5b567255-7703-4780-807c-7be8301ae99b",
  "Group.ReadWrite.All": "62a82d76-70ea-41e2-9197-370581804d09",
  "GroupMember.Read.All": "98830695-27a2-44f7-8c18-0c3ebc9698f6",
  "GroupMember.ReadWrite.All": "dbaae8cf-10b5-4b86-a4a1-f871c94c6695",
  "Organization.Read.All": "498476ce-e0fe-48b0-b801-37ba7e2685c6",
  "RoleManagement.Read.All": "c7fbd983-d9aa-4fa7-84b8-17382c103bc4",
  "RoleManagement.Read.Directory": "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
  "Synchronization.Read.All": "5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce",
  "Synchronization.ReadWrite.All": "9b50c33d-700f-43b1-b2eb-87e89b703581",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
};

/** The roles that the service principal of Microsoft Graph publishes. */
export function microsoftGraphAppRoles(): AppRole[] {
  return Object.entries(permissionIds).map(([value, id]) => ({
    id,
    allowedMemberTypes: ["Application"],
    description: value,
    displayName: value,
    isEnabled: true,
    value,
  }));
}

/** The permissions of the deploying application, as the role assignments by which Entra grants them. */
export function grantedPermissions({ deployer, settings, store }: GraphServices): AppRoleAssignment[] {
  const graph = servicePrincipalByAppId(store, MICROSOFT_GRAPH_APP_ID);
  if (graph === undefined) return [];
  return settings.permissions.flatMap((name) => {
    const appRoleId = permissionIds[name];
    if (appRoleId === undefined) return [];
    return [
      {
        id: Buffer.from(`${deployer.objectId}/${name}`).toString("base64url"),
        appRoleId,
        principalId: deployer.objectId,
        principalType: "ServicePrincipal" as const,
        resourceId: graph.id,
        createdDateTime: graph.createdDateTime,
      },
    ];
  });
}
