/** Names that the source and target directories of the `scim` template go by. */
export const SOURCE_DIRECTORY_NAME = "Azure Active Directory";
export const TARGET_DIRECTORY_NAME = "customappsso";
export const TARGET_USER_NAME = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const TARGET_GROUP_NAME = "urn:ietf:params:scim:schemas:core:2.0:Group";

/**
 * Source attributes of a user: the engine's own names, which are those of the old Azure AD Graph and not Microsoft
 * Graph's (`objectId` for `id`, `mobile` for `mobilePhone`, ...). All are strings except where `sourceTypes` says more.
 */
export const sourceUserAttributes: readonly string[] = [
  "objectId",
  "IsSoftDeleted",
  "accountEnabled",
  "appRoleAssignments",
  "city",
  "companyName",
  "country",
  "department",
  "displayName",
  "employeeId",
  "facsimileTelephoneNumber",
  "givenName",
  "jobTitle",
  "mail",
  "mailNickname",
  "manager",
  "mobile",
  "onPremisesSecurityIdentifier",
  "originalUserPrincipalName",
  "passwordProfile.password",
  "physicalDeliveryOfficeName",
  "postalCode",
  "preferredLanguage",
  "proxyAddresses",
  "state",
  "streetAddress",
  "surname",
  "telephoneNumber",
  "userPrincipalName",
  ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
];

export const sourceGroupAttributes: readonly string[] = [
  "objectId",
  "displayName",
  "description",
  "mail",
  "mailEnabled",
  "mailNickname",
  "members",
  "owners",
  "securityEnabled",
];

/**
 * The default mappings of users, in their documented order: source expression, target attribute, matching priority.
 * Function sources are spelled as the admin center shows them.
 */
export const defaultUserMappings: readonly (readonly [
  source: string,
  target: string,
  matchingPriority?: number,
])[] = [
  ["[userPrincipalName]", "userName", 1],
  [`Switch([IsSoftDeleted], , "False", "True", "True", "False")`, "active"],
  ["[displayName]", "displayName"],
  ["[jobTitle]", "title"],
  ["[mail]", `emails[type eq "work"].value`],
  ["[preferredLanguage]", "preferredLanguage"],
  ["[givenName]", "name.givenName"],
  ["[surname]", "name.familyName"],
  [`Join(" ", [givenName], [surname])`, "name.formatted"],
  ["[physicalDeliveryOfficeName]", `addresses[type eq "work"].formatted`],
  ["[streetAddress]", `addresses[type eq "work"].streetAddress`],
  ["[city]", `addresses[type eq "work"].locality`],
  ["[state]", `addresses[type eq "work"].region`],
  ["[postalCode]", `addresses[type eq "work"].postalCode`],
  ["[country]", `addresses[type eq "work"].country`],
  ["[telephoneNumber]", `phoneNumbers[type eq "work"].value`],
  ["[mobile]", `phoneNumbers[type eq "mobile"].value`],
  ["[facsimileTelephoneNumber]", `phoneNumbers[type eq "fax"].value`],
  ["[mailNickname]", "externalId"],
  ["[employeeId]", `${TARGET_USER_NAME}:employeeNumber`],
  ["[department]", `${TARGET_USER_NAME}:department`],
  ["[manager]", `${TARGET_USER_NAME}:manager`],
];

export const defaultGroupMappings: readonly (readonly [
  source: string,
  target: string,
  matchingPriority?: number,
])[] = [
  ["[displayName]", "displayName", 1],
  ["[objectId]", "externalId"],
  ["[members]", "members"],
];

/**
 * Target attributes that no default mapping names. Third parties have seen them in the template; no public export
 * confirms the list.
 */
export const furtherTargetUserAttributes: readonly string[] = [
  "nickName",
  "userType",
  "locale",
  "timezone",
  "name.honorificPrefix",
  "name.honorificSuffix",
  `emails[type eq "home"].value`,
  `emails[type eq "other"].value`,
  `phoneNumbers[type eq "home"].value`,
  `phoneNumbers[type eq "other"].value`,
  `phoneNumbers[type eq "pager"].value`,
  `addresses[type eq "other"].formatted`,
  `roles[primary eq "True"].display`,
  `roles[primary eq "True"].type`,
  `roles[primary eq "True"].value`,
  "roles",
  `${TARGET_USER_NAME}:costCenter`,
  `${TARGET_USER_NAME}:division`,
  `${TARGET_USER_NAME}:organization`,
];
