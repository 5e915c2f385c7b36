import type { Group, User } from "./model.ts";

/** When objects of a loaded directory were created: fixed, so that two runs of one directory are equal. */
const CREATED = "2026-01-05T08:00:00Z";

/** A user with what the source says; whatever it leaves out is as Entra has it for a new user. */
export function newUser(given: Pick<User, "id" | "userPrincipalName" | "displayName"> & Partial<User>): User {
  return {
    givenName: null,
    surname: null,
    mail: null,
    mailNickname: given.userPrincipalName.split("@", 1)[0] ?? null,
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
    onPremisesSecurityIdentifier: null,
    manager: null,
    extensions: {},
    createdDateTime: CREATED,
    deletedDateTime: null,
    ...given,
  };
}

/** A group with what the source says; whatever it leaves out is as Entra has it for a new security group. */
export function newGroup(given: Pick<Group, "id" | "displayName"> & Partial<Group>): Group {
  return {
    description: null,
    mailNickname: mailNickname(given.displayName, given.id),
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    membershipRule: null,
    members: new Set(),
    owners: new Set(),
    ...given,
  };
}

/** A mail alias is ASCII without spaces and at most 64 characters; a name with nothing of the kind gives its id. */
function mailNickname(displayName: string, id: string): string {
  const ascii = displayName.normalize("NFKD").replaceAll(/[^A-Za-z0-9_.-]/g, "");
  return ascii === "" ? `group-${id.slice(0, 8)}` : ascii.slice(0, 64);
}

/** Entra gives everyone with a mailbox its address as the primary one. */
export function proxyAddresses({ mail }: Pick<User, "mail">): string[] {
  return mail === null ? [] : [`SMTP:${mail}`];
}
