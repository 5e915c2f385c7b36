import { proxyAddresses } from "../../directory/objects.ts";
import type { User } from "../../tenant/model.ts";
import type { ResourceType } from "../resource.ts";

/** Graph's `user`, as far as the directory knows it; what it never has is `null`. */
export const userResource: ResourceType<User> = {
  name: "microsoft.graph.user",
  defaults: [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
  ],
  properties: {
    accountEnabled: (user) => user.accountEnabled,
    businessPhones: (user) => user.businessPhones,
    city: (user) => user.city,
    companyName: (user) => user.companyName,
    country: (user) => user.country,
    createdDateTime: (user) => user.createdDateTime,
    deletedDateTime: (user) => user.deletedDateTime,
    department: (user) => user.department,
    displayName: (user) => user.displayName,
    employeeId: (user) => user.employeeId,
    faxNumber: (user) => user.faxNumber,
    givenName: (user) => user.givenName,
    id: (user) => user.id,
    jobTitle: (user) => user.jobTitle,
    mail: (user) => user.mail,
    mailNickname: (user) => user.mailNickname,
    mobilePhone: (user) => user.mobilePhone,
    officeLocation: (user) => user.officeLocation,
    onPremisesExtensionAttributes: extensionAttributes,
    onPremisesImmutableId: () => null,
    onPremisesSamAccountName: () => null,
    onPremisesSecurityIdentifier: (user) => user.onPremisesSecurityIdentifier,
    onPremisesSyncEnabled: (user) => (user.onPremisesSecurityIdentifier === null ? null : true),
    onPremisesUserPrincipalName: () => null,
    otherMails: () => [],
    postalCode: (user) => user.postalCode,
    preferredLanguage: (user) => user.preferredLanguage,
    proxyAddresses,
    state: (user) => user.state,
    streetAddress: (user) => user.streetAddress,
    surname: (user) => user.surname,
    usageLocation: () => null,
    userPrincipalName: (user) => user.userPrincipalName,
    userType: (user) => user.userType,
  },
};

function extensionAttributes(user: User): Record<string, string | null> {
  const names = Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`);
  return Object.fromEntries(names.map((name) => [name, user.extensions[name] ?? null]));
}
