import { z } from "zod";

const string = z.string().nullish();
const strings = z.array(z.string()).nullish();

/** Microsoft Graph's resource `user`, as far as azuread reads it; the keys are what it selects. */
export const user = z.object({
  accountEnabled: z.boolean().nullish(),
  ageGroup: string,
  businessPhones: strings,
  city: string,
  companyName: string,
  consentProvidedForMinor: string,
  country: string,
  creationType: string,
  department: string,
  displayName: string,
  employeeHireDate: string,
  employeeId: string,
  employeeOrgData: z.object({ costCenter: string, division: string }).nullish(),
  employeeType: string,
  externalUserState: string,
  faxNumber: string,
  givenName: string,
  id: z.string(),
  imAddresses: strings,
  jobTitle: string,
  mail: string,
  mailNickname: string,
  mobilePhone: string,
  officeLocation: string,
  onPremisesDistinguishedName: string,
  onPremisesDomainName: string,
  onPremisesImmutableId: string,
  onPremisesSamAccountName: string,
  onPremisesSecurityIdentifier: string,
  onPremisesSyncEnabled: z.boolean().nullish(),
  onPremisesUserPrincipalName: string,
  otherMails: strings,
  postalCode: string,
  preferredLanguage: string,
  proxyAddresses: strings,
  showInAddressList: z.boolean().nullish(),
  state: string,
  streetAddress: string,
  surname: string,
  usageLocation: string,
  userPrincipalName: string,
  userType: string,
});

/** What is read of each user when several are looked up. */
export const listedUser = user.pick({
  accountEnabled: true,
  displayName: true,
  employeeId: true,
  id: true,
  mail: true,
  mailNickname: true,
  onPremisesImmutableId: true,
  onPremisesSamAccountName: true,
  onPremisesUserPrincipalName: true,
  usageLocation: true,
  userPrincipalName: true,
  userType: true,
});

type Outputs = Record<string, boolean | string | string[]>;
const lists = new Set(["businessPhones", "imAddresses", "otherMails", "proxyAddresses"]);
const flags = new Set(["accountEnabled", "onPremisesSyncEnabled", "showInAddressList"]);

/** A user in azuread's names: `id` is `objectId`, `onPremises…` is `onpremises…`, and what is absent is empty. */
export function userOutputs(found: object): Outputs {
  const outputs: Outputs = {};
  for (const [key, value] of Object.entries(found)) {
    const name = key === "id" ? "objectId" : key.replace(/^onPremises/, "onpremises");
    outputs[name] = value ?? (lists.has(key) ? [] : flags.has(key) ? false : "");
  }
  return outputs;
}
