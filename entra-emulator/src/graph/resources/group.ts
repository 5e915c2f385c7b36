import type { Group } from "../../tenant/model.ts";
import type { ResourceType } from "../resource.ts";

/** Graph's `group`. */
export const groupResource: ResourceType<Group> = {
  name: "microsoft.graph.group",
  defaults: undefined,
  properties: {
    id: (group) => group.id,
    deletedDateTime: () => null,
    classification: () => null,
    createdDateTime: () => null,
    description: (group) => group.description,
    displayName: (group) => group.displayName,
    groupTypes: (group) => group.groupTypes,
    isAssignableToRole: () => null,
    mail: () => null,
    mailEnabled: (group) => group.mailEnabled,
    mailNickname: (group) => group.mailNickname,
    membershipRule: (group) => group.membershipRule,
    membershipRuleProcessingState: (group) => (group.membershipRule === null ? null : "On"),
    onPremisesSyncEnabled: () => null,
    proxyAddresses: () => [],
    securityEnabled: (group) => group.securityEnabled,
    visibility: () => null,
  },
};
