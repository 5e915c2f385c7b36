import type { Directory, Group, User } from "../directory/model.ts";

/** A user with a name and nothing else, for tests. */
export function user(id: string, displayName: string, further: Partial<User> = {}): User {
  const mailNickname = displayName.toLowerCase().replaceAll(" ", ".");
  return {
    id,
    userPrincipalName: `${mailNickname}@contoso.com`,
    displayName,
    givenName: null,
    surname: null,
    mail: null,
    mailNickname,
    accountEnabled: true,
    userType: "Member",
    jobTitle: null,
    department: null,
    companyName: null,
    employeeId: null,
    officeLocation: null,
    streetAddress: null,
    city: null,
    state: null,
    postalCode: null,
    country: null,
    businessPhones: [],
    mobilePhone: null,
    faxNumber: null,
    preferredLanguage: null,
    manager: null,
    extensions: {},
    createdDateTime: "2026-01-01T00:00:00Z",
    deletedDateTime: null,
    ...further,
  };
}

/** A security group, for tests. */
export function group(id: string, displayName: string, members: readonly string[], further: Partial<Group> = {}): Group {
  return {
    id,
    displayName,
    description: null,
    mailNickname: displayName.toLowerCase().replaceAll(" ", "-"),
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    membershipRule: null,
    members: new Set(members),
    owners: new Set(),
    ...further,
  };
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
