import type { RouteHandler } from "../http/router.ts";
import type { Service } from "../service.ts";
import { SCOPE, tokenAddress } from "./token-endpoint.ts";

/** `GET /.well-known/oauth-authorization-server`: what a client can find out by itself (RFC 8414 section 2). */
export function metadataEndpoint(service: Service): RouteHandler {
  return (ctx) => {
    ctx.state.operation = "oauth.metadata";
    ctx.body = {
      issuer: service.config.publicUrl,
      token_endpoint: tokenAddress(service),
      grant_types_supported: ["client_credentials"],
      response_types_supported: [],
      scopes_supported: [SCOPE],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
      token_endpoint_auth_signing_alg_values_supported: ["RS256"],
    };
  };
}
