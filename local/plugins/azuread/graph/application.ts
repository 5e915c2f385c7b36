import { z } from "zod";

/** A role of an application, as far as azuread writes it. */
export const appRole = z.object({
  id: z.string(),
  allowedMemberTypes: z.array(z.string()),
  description: z.string().nullable(),
  displayName: z.string().nullable(),
  isEnabled: z.boolean(),
  value: z.string().nullable().default(null),
});

export type AppRole = z.infer<typeof appRole>;

/** A delegated permission that an application publishes. */
export const permissionScope = z.object({
  id: z.string(),
  adminConsentDescription: z.string().nullish(),
  adminConsentDisplayName: z.string().nullish(),
  isEnabled: z.boolean().nullish(),
  type: z.string().nullish(),
  userConsentDescription: z.string().nullish(),
  userConsentDisplayName: z.string().nullish(),
  value: z.string().nullish(),
});

export type PermissionScope = z.infer<typeof permissionScope>;

/** Microsoft Graph's resource `application`, as far as it is read here. */
export const application = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  applicationTemplateId: z.string().nullish(),
  appRoles: z.array(appRole).default([]),
  api: z.object({ oauth2PermissionScopes: z.array(permissionScope).nullish() }).nullish(),
  description: z.string().nullish(),
  disabledByMicrosoftStatus: z.string().nullish(),
  identifierUris: z.array(z.string()).nullish(),
  notes: z.string().nullish(),
  publisherDomain: z.string().nullish(),
  signInAudience: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});

export type Application = z.infer<typeof application>;

/** Ids of directory objects, in lists of owners and members. */
export const directoryObject = z.object({ id: z.string() });

/** Roles in azuread's names. */
export function appRoleOutputs(roles: readonly AppRole[]) {
  return roles.map(({ allowedMemberTypes, description, displayName, id, isEnabled, value }) => ({
    allowedMemberTypes,
    description: description ?? "",
    displayName: displayName ?? "",
    enabled: isEnabled,
    id,
    value: value ?? "",
  }));
}

/** Ids of the roles or scopes that have a value, by value. */
export function idsByValue(
  items: readonly { readonly id: string; readonly value?: string | null | undefined }[],
) {
  return Object.fromEntries(
    items.flatMap(({ id, value }) => (value == null || value === "" ? [] : [[value, id]])),
  );
}

/** Delegated permissions in azuread's names. */
export function permissionScopeOutputs(scopes: readonly PermissionScope[]) {
  return scopes.map((scope) => ({
    adminConsentDescription: scope.adminConsentDescription ?? "",
    adminConsentDisplayName: scope.adminConsentDisplayName ?? "",
    enabled: scope.isEnabled ?? false,
    id: scope.id,
    type: scope.type ?? "",
    userConsentDescription: scope.userConsentDescription ?? "",
    userConsentDisplayName: scope.userConsentDisplayName ?? "",
    value: scope.value ?? "",
  }));
}
