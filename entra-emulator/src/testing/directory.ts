import type { Directory, Group, User } from "../directory/model.ts";
import { newGroup, newUser } from "../directory/objects.ts";

/** A user with a name and nothing else, for tests. */
export function user(id: string, displayName: string, further: Partial<User> = {}): User {
  const mailNickname = displayName.toLowerCase().replaceAll(" ", ".");
  return newUser({
    id,
    displayName,
    mailNickname,
    userPrincipalName: `${mailNickname}@contoso.com`,
    ...further,
  });
}

/** A security group, for tests. */
export function group(
  id: string,
  displayName: string,
  members: readonly string[],
  further: Partial<Group> = {},
): Group {
  return newGroup({ id, displayName, members: new Set(members), ...further });
}

export function directory(users: readonly User[], groups: readonly Group[] = []): Directory {
  return {
    tenantDisplayName: "Contoso",
    domain: "contoso.com",
    users: [...users],
    groups: [...groups],
    assignments: { groups: [], users: [] },
  };
}
