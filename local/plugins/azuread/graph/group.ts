import { z } from "zod";

const string = z.string().nullish();
const strings = z.array(z.string()).nullish();

/** Microsoft Graph's resource `group` (beta), as far as azuread reads it. */
export const group = z.object({
  id: z.string(),
  description: string,
  displayName: z.string(),
  groupTypes: strings,
  isAssignableToRole: z.boolean().nullish(),
  mail: string,
  mailEnabled: z.boolean().nullish(),
  mailNickname: string,
  membershipRule: string,
  membershipRuleProcessingState: string,
  onPremisesDomainName: string,
  onPremisesNetBiosName: string,
  onPremisesSamAccountName: string,
  onPremisesSecurityIdentifier: string,
  onPremisesSyncEnabled: z.boolean().nullish(),
  preferredLanguage: string,
  proxyAddresses: strings,
  resourceBehaviorOptions: strings,
  resourceProvisioningOptions: strings,
  securityEnabled: z.boolean().nullish(),
  theme: string,
  visibility: string,
});

export type Group = z.infer<typeof group>;

const flag = z.boolean().nullish();

/** What only Microsoft 365 groups have, read by a request of its own. */
export const unifiedGroup = z.object({
  allowExternalSenders: flag,
  autoSubscribeNewMembers: flag,
  hideFromAddressLists: flag,
  hideFromOutlookClients: flag,
});

/** A group in azuread's names. */
export function groupOutputs(found: Group) {
  const rule = found.membershipRule ?? "";
  return {
    assignableToRole: found.isAssignableToRole ?? false,
    behaviors: found.resourceBehaviorOptions ?? [],
    description: found.description ?? "",
    displayName: found.displayName,
    dynamicMemberships:
      rule === "" ? [] : [{ enabled: found.membershipRuleProcessingState !== "Paused", rule }],
    mail: found.mail ?? "",
    mailEnabled: found.mailEnabled ?? false,
    mailNickname: found.mailNickname ?? "",
    objectId: found.id,
    onpremisesDomainName: found.onPremisesDomainName ?? "",
    onpremisesGroupType: "",
    onpremisesNetbiosName: found.onPremisesNetBiosName ?? "",
    onpremisesSamAccountName: found.onPremisesSamAccountName ?? "",
    onpremisesSecurityIdentifier: found.onPremisesSecurityIdentifier ?? "",
    onpremisesSyncEnabled: found.onPremisesSyncEnabled ?? false,
    preferredLanguage: found.preferredLanguage ?? "",
    provisioningOptions: found.resourceProvisioningOptions ?? [],
    proxyAddresses: found.proxyAddresses ?? [],
    securityEnabled: found.securityEnabled ?? false,
    theme: found.theme ?? "",
    types: found.groupTypes ?? [],
    visibility: found.visibility ?? "",
    writebackEnabled: false,
  };
}
