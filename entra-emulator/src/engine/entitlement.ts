import { appRolesOf } from "../tenant/applications.ts";
import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import type { RoleValue } from "./value.ts";

/** Who is entitled to the application of a job, and with which of its roles. */
export interface Entitlements {
  isEntitled(objectId: string): boolean;
  /** Roles assigned directly come first, then those of groups. */
  rolesOf(userId: string): readonly RoleValue[];
}

/**
 * Reads the assignments of the job's application. A group entitles its direct members only: Entra does not expand nested
 * groups. With the secret `SyncAll` set to true everybody is entitled; without that secret, which of the two holds is not
 * documented and only the assigned ones are.
 */
export function readEntitlements(store: TenantStore, job: SynchronizationJob): Entitlements {
  const { appRoleAssignments, groups, secrets, servicePrincipals } = store.tenant;
  const everybody = secrets.get(job.servicePrincipalId)?.get("SyncAll")?.toLowerCase() === "true";
  const servicePrincipal = servicePrincipals.get(job.servicePrincipalId);
  const published = servicePrincipal === undefined ? [] : appRolesOf(store, servicePrincipal);
  const roles = new Map(
    published.map(({ id, displayName, value }) => [
      id,
      { id, displayName: displayName ?? "", value: value ?? "" },
    ]),
  );
  const entitled = new Map<string, RoleValue[]>();

  const entitle = (objectId: string, roleId: string): void => {
    const held = entitled.get(objectId) ?? [];
    const role = roles.get(roleId);
    if (role !== undefined && !held.includes(role)) held.push(role);
    entitled.set(objectId, held);
  };

  const assignments = [...appRoleAssignments.values()].filter(
    (each) => each.resourceId === job.servicePrincipalId,
  );
  for (const { appRoleId, principalId } of assignments) entitle(principalId, appRoleId);
  for (const { appRoleId, principalId, principalType } of assignments) {
    if (principalType !== "Group") continue;
    for (const member of groups.get(principalId)?.members ?? []) {
      if (!groups.has(member)) entitle(member, appRoleId);
    }
  }
  return {
    isEntitled: (objectId) => everybody || entitled.has(objectId),
    rolesOf: (userId) => entitled.get(userId) ?? [],
  };
}
