import { z } from "zod";
import { ODataError } from "../../http/odata-error.ts";
import { noContent, ok, parseBody } from "../request.ts";
import type { GraphServices, Route } from "../route.ts";
import { findServicePrincipal } from "../service-principals.ts";

/** Keys that Graph's `synchronizationSecret` enumerates; their letter case counts. */
const keys: ReadonlySet<string> = new Set(
  `AppKey ApplicationTemplateIdentifier AuthenticationType BaseAddress ClientIdentifier ClientSecret CompanyId
  ConnectionString ConsumerKey ConsumerSecret Domain EnforceDomain HardDeletesEnabled InstanceName None
  Oauth2AccessToken Oauth2AccessTokenCreationTime Oauth2AuthorizationCode Oauth2AuthorizationUri Oauth2ClientId
  Oauth2ClientSecret Oauth2RedirectUri Oauth2RefreshToken Oauth2TokenExchangeUri Password
  PerformInboundEntitlementGrants Sandbox SandboxName SecretToken Server SingleSignOnType SkipOutOfScopeDeletions
  SyncAgentADContainer SyncAgentCompatibilityKey SyncAll SyncNotificationSettings SynchronizationSchedule
  SystemOfRecord TestReferences TokenExpiration TokenKey UpdateKeyOnSoftDelete Url UserName ValidateDomain`.split(
    /\s+/,
  ),
);

/** Whose values `GET` shows as `*`. */
const sensitive: ReadonlySet<string> = new Set(
  `AppKey ClientSecret ConnectionString ConsumerSecret Oauth2AccessToken Oauth2AuthorizationCode Oauth2ClientSecret
  Oauth2RefreshToken Password SecretToken TokenKey`.split(/\s+/),
);

/** `key` and `value` pairs, as secrets and the credentials of a test come. */
export const credentials = z
  .array(z.looseObject({ key: z.string().max(1024), value: z.string().max(16_384) }))
  .max(100);

/**
 * Refuses keys that Graph's enumeration does not have, in the way in which Graph itself fails to read them.
 *
 * @throws {ODataError} 500.
 */
export function checkKeys(given: z.infer<typeof credentials>): void {
  const unknown = given.find(({ key }) => !keys.has(key));
  if (unknown === undefined) return;
  throw new ODataError(500, "InternalError", `Requested value '${unknown.key}' was not found.`);
}

/** The secret values that callers never see. */
export function maskSecret(key: string, value: string): string {
  return sensitive.has(key) ? "*" : value;
}

/** `/servicePrincipals/{id}/synchronization/secrets`: a PUT sets the keys that it names, and an empty value removes one. */
export function secretRoutes(services: GraphServices): Route[] {
  const { store, visibility } = services;
  const path = "/servicePrincipals/:id/synchronization/secrets";
  /** What reads still show while a write is not visible yet. */
  const before = new Map<string, ReadonlyMap<string, string>>();

  return [
    {
      method: "GET",
      path,
      permission: "readSynchronization",
      handle: (request) => {
        const { id } = findServicePrincipal(services, request);
        const current = store.tenant.secrets.get(id) ?? new Map<string, string>();
        const shown = visibility.visible(`secrets:${id}`) ? current : (before.get(id) ?? current);
        return ok({ value: [...shown].map(([key, value]) => ({ key, value: maskSecret(key, value) })) });
      },
    },
    {
      method: "PUT",
      path,
      permission: "writeSynchronization",
      handle: (request) => {
        const { id } = findServicePrincipal(services, request);
        const { value } = parseBody(request, z.looseObject({ value: credentials }));
        checkKeys(value);
        const current = store.tenant.secrets.get(id) ?? new Map<string, string>();
        before.set(id, current);
        const next = new Map(current);
        for (const item of value) {
          if (item.value === "") next.delete(item.key);
          else next.set(item.key, item.value);
        }
        if (next.size === 0) store.tenant.secrets.delete(id);
        else store.tenant.secrets.set(id, next);
        visibility.hide(`secrets:${id}`);
        store.audit("Update provisioning setting or credentials", id);
        store.touch();
        return noContent;
      },
    },
  ];
}
