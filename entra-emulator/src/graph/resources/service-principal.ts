import { appRolesOf } from "../../tenant/applications.ts";
import type { ServicePrincipal } from "../../tenant/model.ts";
import type { TenantStore } from "../../tenant/store.ts";
import type { ResourceType } from "../resource.ts";
import { showAppRole } from "./application.ts";

/** Writable properties that are kept as they were written, with what they are before. */
export const servicePrincipalProperties: Readonly<Record<string, unknown>> = {
  accountEnabled: true,
  alternativeNames: [],
  appRoleAssignmentRequired: true,
  description: null,
  disabledByMicrosoftStatus: null,
  homepage: null,
  info: null,
  loginUrl: null,
  logoutUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  preferredSingleSignOnMode: null,
  preferredTokenSigningKeyThumbprint: null,
  replyUrls: [],
  samlSingleSignOnSettings: null,
  tags: [],
  tokenEncryptionKeyId: null,
};

/** Graph's `servicePrincipal`. */
export function servicePrincipalResource(store: TenantStore): ResourceType<ServicePrincipal> {
  return {
    name: "microsoft.graph.servicePrincipal",
    defaults: undefined,
    properties: {
      id: (principal) => principal.id,
      deletedDateTime: () => null,
      appDisplayName: (principal) => principal.displayName,
      appId: (principal) => principal.appId,
      applicationTemplateId: (principal) => principal.applicationTemplateId,
      appOwnerOrganizationId: () => store.tenant.id,
      appRoles: (principal) => appRolesOf(store, principal).map(showAppRole),
      createdDateTime: (principal) => principal.createdDateTime,
      displayName: (principal) => principal.displayName,
      keyCredentials: () => [],
      oauth2PermissionScopes: () => [],
      passwordCredentials: () => [],
      samlMetadataUrl: () => null,
      servicePrincipalNames: (principal) => [principal.appId],
      servicePrincipalType: () => "Application",
      signInAudience: () => "AzureADMyOrg",
      ...Object.fromEntries(
        Object.entries(servicePrincipalProperties).map(([name, initial]) => [
          name,
          (principal: ServicePrincipal) => principal.properties[name] ?? initial,
        ]),
      ),
    },
  };
}
