import { z } from "zod";
import {
  appRole,
  appRoleOutputs,
  directoryObject,
  idsByValue,
  permissionScope,
  permissionScopeOutputs,
} from "./application.ts";
import type { GraphClient } from "./client.ts";
import { featuresOf } from "./feature-tags.ts";
import { query } from "./query.ts";

const strings = z.array(z.string()).nullish();
const string = z.string().nullish();

/** Microsoft Graph's resource `servicePrincipal`, as far as it is read here. */
export const servicePrincipal = z.object({
  id: z.string(),
  appId: z.string(),
  accountEnabled: z.boolean().nullish(),
  alternativeNames: strings,
  appRoleAssignmentRequired: z.boolean().nullish(),
  appRoles: z.array(appRole).default([]),
  appOwnerOrganizationId: string,
  description: string,
  displayName: string,
  homepage: string,
  loginUrl: string,
  logoutUrl: string,
  notes: string,
  notificationEmailAddresses: strings,
  oauth2PermissionScopes: z.array(permissionScope).nullish(),
  preferredSingleSignOnMode: string,
  replyUrls: strings,
  samlSingleSignOnSettings: z.object({ relayState: string }).nullish(),
  servicePrincipalNames: strings,
  servicePrincipalType: string,
  signInAudience: string,
  tags: strings,
});

export type ServicePrincipal = z.infer<typeof servicePrincipal>;

/** What both the resource and the look-up answer of a service principal. */
export async function servicePrincipalOutputs(found: ServicePrincipal, graph: GraphClient) {
  const { samlMetadataUrl } = await graph.get(
    query(`/beta/servicePrincipals/${found.id}`, { select: ["samlMetadataUrl"] }),
    z.object({ samlMetadataUrl: string }),
  );
  const scopes = found.oauth2PermissionScopes ?? [];
  const features = featuresOf(found.tags ?? []);
  return {
    accountEnabled: found.accountEnabled ?? true,
    alternativeNames: found.alternativeNames ?? [],
    appRoleAssignmentRequired: found.appRoleAssignmentRequired ?? false,
    appRoleIds: idsByValue(found.appRoles),
    appRoles: appRoleOutputs(found.appRoles),
    applicationTenantId: found.appOwnerOrganizationId ?? "",
    clientId: found.appId,
    description: found.description ?? "",
    displayName: found.displayName ?? "",
    featureTags: [features],
    // The same under the names that they had in earlier versions.
    features: [
      {
        customSingleSignOnApp: features.customSingleSignOn,
        enterpriseApplication: features.enterprise,
        galleryApplication: features.gallery,
        visibleToUsers: !features.hide,
      },
    ],
    homepageUrl: found.homepage ?? "",
    loginUrl: found.loginUrl ?? "",
    logoutUrl: found.logoutUrl ?? "",
    notes: found.notes ?? "",
    notificationEmailAddresses: found.notificationEmailAddresses ?? [],
    oauth2PermissionScopeIds: idsByValue(scopes),
    oauth2PermissionScopes: permissionScopeOutputs(scopes),
    objectId: found.id,
    preferredSingleSignOnMode: found.preferredSingleSignOnMode ?? "",
    redirectUris: found.replyUrls ?? [],
    samlMetadataUrl: samlMetadataUrl ?? "",
    servicePrincipalNames: found.servicePrincipalNames ?? [],
    signInAudience: found.signInAudience ?? "",
    tags: found.tags ?? [],
    type: found.servicePrincipalType ?? "",
  };
}

/** Object ids of the owners of an application or service principal. */
export async function ownersOf(path: string, graph: GraphClient): Promise<string[]> {
  return (await graph.list(`${path}/owners`, directoryObject)).map(({ id }) => id);
}
