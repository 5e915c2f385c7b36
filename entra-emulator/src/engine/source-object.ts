import { proxyAddresses } from "../directory/objects.ts";
import type { Group, User } from "../tenant/model.ts";
import { booleanValue, type RoleValue, type SourceAttributes, type Value } from "./value.ts";

/** Reference attributes of the source and the object ids they hold. */
export type SourceReferences = Readonly<Record<string, readonly string[]>>;

/** A user or group of the directory as the engine reads it. Nothing is copied before it is asked for. */
export interface SourceObject {
  readonly displayName: string;
  /** Null for a group. */
  readonly userPrincipalName: string | null;
  /** Neither in the recycle bin nor blocked from signing in. */
  readonly active: boolean;
  /** In the recycle bin. */
  readonly deleted: boolean;
  /** What expressions and scoping filters see: the names are the engine's own, not Microsoft Graph's. */
  attributes(isSoftDeleted: boolean): SourceAttributes;
  references(): SourceReferences;
}

export function sourceUser(user: User, roles: readonly RoleValue[]): SourceObject {
  const { displayName, userPrincipalName } = user;
  const deleted = user.deletedDateTime !== null;
  return {
    displayName,
    userPrincipalName,
    active: user.accountEnabled && !deleted,
    deleted,
    attributes: (isSoftDeleted) => userAttributes(user, isSoftDeleted, roles),
    references: () => ({ manager: user.manager === null ? [] : [user.manager] }),
  };
}

export function sourceGroup(group: Group): SourceObject {
  return {
    displayName: group.displayName,
    userPrincipalName: null,
    active: true,
    deleted: false,
    attributes: () => groupAttributes(group),
    references: () => ({ members: [...group.members], owners: [...group.owners] }),
  };
}

function userAttributes(user: User, isSoftDeleted: boolean, roles: readonly RoleValue[]): SourceAttributes {
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
    ["onPremisesSecurityIdentifier", user.onPremisesSecurityIdentifier],
    ["originalUserPrincipalName", user.userPrincipalName],
    ["physicalDeliveryOfficeName", user.officeLocation],
    ["postalCode", user.postalCode],
    ["preferredLanguage", user.preferredLanguage],
    ["proxyAddresses", user.mail === null ? null : proxyAddresses(user)],
    ["state", user.state],
    ["streetAddress", user.streetAddress],
    ["surname", user.surname],
    ["telephoneNumber", user.businessPhones[0] ?? null],
    ["userPrincipalName", withoutGuestSuffix(user.userPrincipalName)],
    ["userType", user.userType],
    ...Object.entries(user.extensions),
  ]);
}

function groupAttributes(group: Group): SourceAttributes {
  return new Map<string, Value>([
    ["objectId", group.id],
    ["displayName", group.displayName],
    ["description", group.description],
    ["mailEnabled", booleanValue(group.mailEnabled)],
    ["mailNickname", group.mailNickname],
    ["securityEnabled", booleanValue(group.securityEnabled)],
  ]);
}

/** A guest's `ana_other.example#EXT#@contoso.example` is provisioned as `ana_other.example`. */
function withoutGuestSuffix(userPrincipalName: string): string {
  const end = userPrincipalName.toUpperCase().indexOf("#EXT#@");
  return end === -1 ? userPrincipalName : userPrincipalName.slice(0, end);
}
