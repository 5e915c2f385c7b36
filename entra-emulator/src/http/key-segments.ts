import { applicationByAppId, servicePrincipalByAppId } from "../tenant/applications.ts";
import type { TenantStore } from "../tenant/store.ts";

/**
 * A path in which OData's keys in parentheses are segments of their own, as routes have them: `/users('id')` becomes
 * `/users/id`, and `/servicePrincipals(appId='...')` the service principal's path by object id.
 */
export function withKeySegments(path: string, store: TenantStore): string {
  if (!path.includes("(")) return path;
  return path
    .replace(
      /\/(servicePrincipals|applications)\(appId='([^']*)'\)/,
      (_whole, kind: string, appId: string) => {
        const find = kind === "applications" ? applicationByAppId : servicePrincipalByAppId;
        return `/${kind}/${find(store, appId)?.id ?? appId}`;
      },
    )
    .replaceAll(/\('([^']*)'\)/g, "/$1");
}
