import { unassignPrincipal } from "./assignments.ts";
import type { Group } from "./model.ts";
import type { TenantStore } from "./store.ts";

export function addGroup(store: TenantStore, group: Group): void {
  store.tenant.groups.set(group.id, group);
  store.recordChange(group.id);
  for (const member of group.members) store.recordChange(member);
}

export function updateGroup(
  store: TenantStore,
  group: Group,
  change: Partial<Omit<Group, "id" | "members" | "owners">>,
): void {
  Object.assign(group, change);
  store.recordChange(group.id);
}

/** Deletes the group for good, with its assignments; its members may lose what the group gave them. */
export function deleteGroup(store: TenantStore, group: Group): void {
  for (const parent of store.tenant.groups.values()) {
    if (parent.members.delete(group.id)) store.recordChange(parent.id);
  }
  unassignPrincipal(store, group.id);
  store.tenant.groups.delete(group.id);
  for (const member of group.members) store.recordChange(member);
  store.recordPurge(group.id, "Group");
}

/** Says whether the member was new. */
export function addMember(store: TenantStore, group: Group, memberId: string): boolean {
  if (group.members.has(memberId)) return false;
  group.members.add(memberId);
  store.recordChange(group.id);
  store.recordChange(memberId);
  return true;
}

/** Says whether there was such a member. */
export function removeMember(store: TenantStore, group: Group, memberId: string): boolean {
  if (!group.members.delete(memberId)) return false;
  store.recordChange(group.id);
  store.recordChange(memberId);
  return true;
}
