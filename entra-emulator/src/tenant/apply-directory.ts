import { isDeepStrictEqual } from "node:util";
import type { Directory } from "../directory/model.ts";
import { addGroup, addMember, deleteGroup, removeMember, updateGroup } from "./groups.ts";
import type { Group, User } from "./model.ts";
import type { TenantStore } from "./store.ts";
import { addUser, restoreUser, softDeleteUser, updateUser } from "./users.ts";

/**
 * Changes the tenant to match the directory: new objects are added, missing ones deleted (users into the recycle bin),
 * and only what differs counts as changed. Objects are identified by their ids.
 */
export function applyDirectory(store: TenantStore, directory: Directory): void {
  for (const user of directory.users) applyUser(store, user);
  for (const group of directory.groups) applyGroup(store, group);
  const users = new Set(directory.users.map(({ id }) => id));
  const groups = new Set(directory.groups.map(({ id }) => id));
  for (const user of store.tenant.users.values()) {
    if (!users.has(user.id) && user.deletedDateTime === null) softDeleteUser(store, user);
  }
  for (const group of store.tenant.groups.values()) if (!groups.has(group.id)) deleteGroup(store, group);
}

function applyUser(store: TenantStore, wanted: User): void {
  const { id, createdDateTime: _, deletedDateTime: __, ...properties } = wanted;
  const user = store.tenant.users.get(id);
  if (user === undefined) return addUser(store, wanted);
  if (user.deletedDateTime !== null) restoreUser(store, user);
  const same = Object.entries(properties).every(([name, value]) =>
    isDeepStrictEqual(Reflect.get(user, name), value),
  );
  if (!same) updateUser(store, user, properties);
}

function applyGroup(store: TenantStore, wanted: Group): void {
  const { id, members, owners: _, ...properties } = wanted;
  const group = store.tenant.groups.get(id);
  if (group === undefined) return addGroup(store, wanted);
  const same = Object.entries(properties).every(([name, value]) =>
    isDeepStrictEqual(Reflect.get(group, name), value),
  );
  if (!same) updateGroup(store, group, properties);
  for (const member of members) addMember(store, group, member);
  for (const member of group.members) if (!members.has(member)) removeMember(store, group, member);
}
