import type { Application, AppRole } from "../../tenant/model.ts";
import type { ResourceType } from "../resource.ts";

/** Writable properties that are kept as they were written, with what they are before. */
export const applicationProperties: Readonly<Record<string, unknown>> = {
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
    requestedAccessTokenVersion: null,
  },
  defaultRedirectUri: null,
  description: null,
  groupMembershipClaims: null,
  identifierUris: [],
  info: null,
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: false,
  notes: null,
  oauth2RequirePostResponse: false,
  optionalClaims: null,
  parentalControlSettings: null,
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [],
  serviceManagementReference: null,
  signInAudience: "AzureADMyOrg",
  spa: { redirectUris: [] },
  tags: [],
  tokenEncryptionKeyId: null,
  web: {
    homePageUrl: null,
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    logoutUrl: null,
    redirectUris: [],
  },
};

/** Graph's `application`. */
export const applicationResource: ResourceType<Application> = {
  name: "microsoft.graph.application",
  defaults: undefined,
  properties: {
    id: (application) => application.id,
    deletedDateTime: () => null,
    appId: (application) => application.appId,
    applicationTemplateId: (application) => application.applicationTemplateId,
    appRoles: (application) => application.appRoles.map(showAppRole),
    createdDateTime: (application) => application.createdDateTime,
    displayName: (application) => application.displayName,
    keyCredentials: () => [],
    passwordCredentials: (application) => application.properties["passwordCredentials"] ?? [],
    publisherDomain: () => null,
    ...Object.fromEntries(
      Object.entries(applicationProperties).map(([name, initial]) => [
        name,
        (application: Application) => application.properties[name] ?? initial,
      ]),
    ),
  },
};

/** Graph's `appRole` as it is read: in the order of the reference, with where it is declared. */
export function showAppRole(role: AppRole): Record<string, unknown> {
  return {
    allowedMemberTypes: role.allowedMemberTypes,
    description: role.description,
    displayName: role.displayName,
    id: role.id,
    isEnabled: role.isEnabled,
    origin: "Application",
    value: role.value,
  };
}
