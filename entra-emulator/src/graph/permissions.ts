/**
 * Which Graph permissions (any one of the list) let an application call what, by the reference pages of the calls. The
 * least privileged comes first. `Application.ReadWrite.OwnedBy` counts only for what the caller owns.
 */
export const permissions = {
  readApplications: [
    "Application.Read.All",
    "Application.ReadWrite.OwnedBy",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeApplications: [
    "Application.ReadWrite.OwnedBy",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
  ],
  readAppRoleAssignments: [
    "Application.Read.All",
    "AppRoleAssignment.ReadWrite.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeAppRoleAssignments: ["AppRoleAssignment.ReadWrite.All"],
  readSynchronization: [
    "Synchronization.Read.All",
    "Application.ReadWrite.OwnedBy",
    "Synchronization.ReadWrite.All",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
  ],
  writeSynchronization: [
    "Application.ReadWrite.OwnedBy",
    "Synchronization.ReadWrite.All",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
  ],
  provisionOnDemand: ["Synchronization.ReadWrite.All"],
  readUsers: ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  writeUsers: ["User.ReadWrite.All", "Directory.ReadWrite.All"],
  readGroups: ["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  readMembers: [
    "GroupMember.Read.All",
    "Group.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  writeGroups: ["Group.ReadWrite.All", "Directory.ReadWrite.All"],
  writeMembers: ["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"],
  readDirectory: [
    "User.Read.All",
    "Group.Read.All",
    "Application.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  readAuditLogs: ["AuditLog.Read.All"],
  readOrganization: ["Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
  readRoles: [
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
  ],
  /** Gallery templates are readable by everyone who has a token. */
  none: [],
} as const satisfies Record<string, readonly string[]>;

export type PermissionName = keyof typeof permissions;

/** What a directory role of the caller opens beyond its Graph permissions; `*` is everything. */
const directoryRoleGrants: Readonly<Record<string, readonly (PermissionName | "*")[]>> = {
  "Global Administrator": ["*"],
  "Application Administrator": applicationAdministration(),
  "Cloud Application Administrator": applicationAdministration(),
  "Directory Readers": ["readApplications", "readUsers", "readGroups", "readMembers", "readDirectory"],
  "Global Reader": [
    "readApplications",
    "readUsers",
    "readGroups",
    "readMembers",
    "readDirectory",
    "readAuditLogs",
  ],
  "Reports Reader": ["readAuditLogs"],
  "Security Reader": ["readAuditLogs"],
};

function applicationAdministration(): readonly PermissionName[] {
  return [
    "readApplications",
    "writeApplications",
    "readAppRoleAssignments",
    "writeAppRoleAssignments",
    "readSynchronization",
    "writeSynchronization",
    "provisionOnDemand",
    "readUsers",
    "readGroups",
    "readMembers",
    "readDirectory",
  ];
}

/** How far a caller may go: not at all, for objects that it owns, or everywhere. */
export function access(
  name: PermissionName,
  caller: { readonly roles: ReadonlySet<string>; readonly directoryRoles: readonly string[] },
): "none" | "owned" | "all" {
  const wanted: readonly string[] = permissions[name];
  if (wanted.length === 0) return "all";
  const held = wanted.filter((permission) => caller.roles.has(permission));
  if (held.some((permission) => !permission.endsWith(".OwnedBy"))) return "all";
  const byRole = caller.directoryRoles.some((role) => {
    const grants = directoryRoleGrants[role] ?? [];
    return grants.includes("*") || grants.includes(name);
  });
  if (byRole) return "all";
  return held.length > 0 ? "owned" : "none";
}
