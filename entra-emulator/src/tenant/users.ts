import type { Group, User } from "./model.ts";
import type { TenantStore } from "./store.ts";
import { unassignPrincipal } from "./assignments.ts";

/** How long Entra keeps a deleted user in the recycle bin. */
export const RECYCLE_BIN_DAYS = 30;

export function addUser(store: TenantStore, user: User): void {
  store.tenant.users.set(user.id, user);
  store.recordChange(user.id);
}

export function updateUser(store: TenantStore, user: User, change: Partial<Omit<User, "id">>): void {
  Object.assign(user, change);
  store.recordChange(user.id);
}

/** Puts the user into the recycle bin. Memberships and assignments stay, so that a restore brings them back. */
export function softDeleteUser(store: TenantStore, user: User): void {
  updateUser(store, user, { deletedDateTime: store.clock.timestamp() });
}

export function restoreUser(store: TenantStore, user: User): void {
  updateUser(store, user, { deletedDateTime: null });
}

/** Deletes the user for good, with memberships, assignments and the reports' references to the manager. */
export function purgeUser(store: TenantStore, user: User): void {
  const { groups, users } = store.tenant;
  for (const group of groups.values()) {
    group.owners.delete(user.id);
    if (group.members.delete(user.id)) store.recordChange(group.id);
  }
  for (const report of users.values()) {
    if (report.manager === user.id) updateUser(store, report, { manager: null });
  }
  unassignPrincipal(store, user.id);
  users.delete(user.id);
  store.recordPurge(user.id, "User");
}

/** When the recycle bin's oldest user will be purged; `undefined` when it is empty. */
export function nextPurge(store: TenantStore): Date | undefined {
  let earliest: number | undefined;
  for (const { deletedDateTime } of store.tenant.users.values()) {
    if (deletedDateTime === null) continue;
    const at = Date.parse(deletedDateTime) + RECYCLE_BIN_DAYS * 86_400_000;
    if (earliest === undefined || at < earliest) earliest = at;
  }
  return earliest === undefined ? undefined : new Date(earliest);
}

/** Purges every user whose days in the recycle bin are over by the emulated clock. */
export function purgeExpiredUsers(store: TenantStore): void {
  const before = store.clock.now().getTime() - RECYCLE_BIN_DAYS * 86_400_000;
  for (const user of store.tenant.users.values()) {
    if (user.deletedDateTime !== null && Date.parse(user.deletedDateTime) <= before) purgeUser(store, user);
  }
}

/** The groups that hold the object as a direct member or, with `transitive`, through other groups too. */
export function groupsOf(store: TenantStore, memberId: string, transitive: boolean): Group[] {
  const found = new Map<string, Group>();
  const queue = [memberId];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const group of store.tenant.groups.values()) {
      if (!group.members.has(id) || found.has(group.id)) continue;
      found.set(group.id, group);
      if (transitive) queue.push(group.id);
    }
  }
  return [...found.values()];
}
