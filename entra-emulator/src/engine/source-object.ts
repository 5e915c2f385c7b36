import type { Group, User } from "../tenant/model.ts";
import { booleanValue, type RoleValue, type SourceAttributes, type Value } from "./value.ts";

/** Reference attributes of the source and the object ids they hold. */
export type SourceReferences = Readonly<Record<string, readonly string[]>>;

/** A user as expressions and scoping filters see it: the names are the engine's own, not Microsoft Graph's. */
export function userAttributes(
  user: User,
  isSoftDeleted: boolean,
  roles: readonly RoleValue[],
): SourceAttributes {
  return new Map<string, Value>([
    ["objectId", user.id],
    ["IsSoftDeleted", booleanValue(isSoftDeleted)],
    ["accountEnabled", booleanValue(user.accountEnabled)],
    ["appRoleAssignments", roles.length > 0 ? roles : null],
    ["city", user.city],
    ["companyName", user.companyName],
    ["country", user.country],
    ["department", user.department],
    ["displayName", user.displayName],
    ["employeeId", user.employeeId],
    ["facsimileTelephoneNumber", user.faxNumber],
    ["givenName", user.givenName],
    ["jobTitle", user.jobTitle],
    ["mail", user.mail],
    ["mailNickname", user.mailNickname],
    ["manager", user.manager],
    ["mobile", user.mobilePhone],
    ["originalUserPrincipalName", user.userPrincipalName],
    ["physicalDeliveryOfficeName", user.officeLocation],
    ["postalCode", user.postalCode],
    ["preferredLanguage", user.preferredLanguage],
    ["state", user.state],
    ["streetAddress", user.streetAddress],
    ["surname", user.surname],
    ["telephoneNumber", user.businessPhones[0] ?? null],
    ["userPrincipalName", withoutGuestSuffix(user.userPrincipalName)],
    ["userType", user.userType],
    ...Object.entries(user.extensions),
  ]);
}

/** A group as expressions and scoping filters see it. Its members and owners are references, not attributes. */
export function groupAttributes(group: Group): SourceAttributes {
  return new Map<string, Value>([
    ["objectId", group.id],
    ["displayName", group.displayName],
    ["description", group.description],
    ["mailEnabled", booleanValue(group.mailEnabled)],
    ["mailNickname", group.mailNickname],
    ["securityEnabled", booleanValue(group.securityEnabled)],
  ]);
}

export function userReferences(user: User): SourceReferences {
  return { manager: user.manager === null ? [] : [user.manager] };
}

export function groupReferences(group: Group): SourceReferences {
  return { members: [...group.members], owners: [...group.owners] };
}

/** A guest's `ana_other.example#EXT#@contoso.example` is provisioned as `ana_other.example`. */
function withoutGuestSuffix(userPrincipalName: string): string {
  const end = userPrincipalName.toUpperCase().indexOf("#EXT#@");
  return end === -1 ? userPrincipalName : userPrincipalName.slice(0, end);
}
