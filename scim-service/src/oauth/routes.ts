import type { Router } from "../http/router.ts";
import type { Service } from "../service.ts";
import type { IssuerKeys } from "./issuer-keys.ts";
import { metadataEndpoint } from "./metadata.ts";
import { tokenEndpoint } from "./token-endpoint.ts";

/** Sign-in without a long-lived token: the token endpoint and its metadata, beside the SCIM path. */
export function oauthRoutes(service: Service, keys: IssuerKeys, router: Router): void {
  router.post("/oauth/token", tokenEndpoint(service, keys));
  router.get("/.well-known/oauth-authorization-server", metadataEndpoint(service));
}
