import type { AppRoleAssignment } from "./model.ts";
import type { TenantStore } from "./store.ts";

/** The role of an application that publishes none ("default access"). */
export const DEFAULT_ACCESS_ROLE_ID = "00000000-0000-0000-0000-000000000000";

export function assign(store: TenantStore, assignment: AppRoleAssignment): void {
  store.tenant.appRoleAssignments.set(assignment.id, assignment);
  recordAssignmentChange(store, assignment);
}

export function unassign(store: TenantStore, assignment: AppRoleAssignment): void {
  store.tenant.appRoleAssignments.delete(assignment.id);
  recordAssignmentChange(store, assignment);
}

/** Takes away every assignment of a principal that is about to be deleted. */
export function unassignPrincipal(store: TenantStore, principalId: string): void {
  for (const assignment of store.tenant.appRoleAssignments.values()) {
    if (assignment.principalId === principalId) unassign(store, assignment);
  }
}

/** Members get access through their group, so for provisioning they have changed too. */
function recordAssignmentChange(store: TenantStore, { principalId, principalType }: AppRoleAssignment): void {
  if (principalType === "ServicePrincipal") return store.touch();
  store.recordChange(principalId);
  for (const member of store.tenant.groups.get(principalId)?.members ?? []) store.recordChange(member);
}
