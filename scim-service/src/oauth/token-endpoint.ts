import type { IncomingMessage } from "node:http";
import { ScimError } from "../scim/error.ts";
import type { RequestState } from "../http/request-state.ts";
import type { Context, RouteHandler } from "../http/router.ts";
import type { Service } from "../service.ts";
import { storeAccessToken, type Grant } from "../store/access-tokens.ts";
import { newToken } from "../store/tokens.ts";
import { authenticateClient, readCredentials } from "./client-credentials.ts";
import { OAuthError } from "./error.ts";
import { acceptAssertion, JWT_BEARER } from "./federation.ts";
import { readForm } from "./form.ts";
import type { IssuerKeys } from "./issuer-keys.ts";

/** The only scope there is: everything that a bearer token of the tenant may do. */
export const SCOPE = "scim";

/**
 * `POST /oauth/token`: an access token for a client with a secret (RFC 6749 section 4.4) or with an assertion of its identity
 * provider (RFC 7523 section 2.2).
 */
export function tokenEndpoint(service: Service, keys: IssuerKeys): RouteHandler {
  return async (ctx) => {
    ctx.state.operation = "oauth.token";
    // RFC 6749 section 5.1; nothing on the way may keep a token, nor a refusal.
    ctx.set({ "Cache-Control": "no-store", Pragma: "no-cache", "Content-Type": "application/json" });
    try {
      ctx.body = await issue(service, keys, ctx.req, ctx.state);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      refuse(ctx, error);
    }
  };
}

async function issue(
  service: Service,
  keys: IssuerKeys,
  request: IncomingMessage,
  state: RequestState,
): Promise<string> {
  const form = await readForm(request);
  const type = form.get("grant_type");
  if (type === undefined) throw new OAuthError("invalid_request", "grant_type is missing");
  if (type !== "client_credentials") {
    throw new OAuthError("unsupported_grant_type", "The only grant_type here is client_credentials");
  }
  const { tenant, ...grant } = await authenticate(service, keys, request.headers.authorization, form);
  state.tenant = tenant;
  if (form.has("scope") && form.get("scope") !== SCOPE) {
    throw new OAuthError("invalid_scope", `The only scope here is ${SCOPE}; it can be left out`);
  }
  const token = newToken();
  const lifetime = service.config.accessTokenLifetime;
  const issued = await storeAccessToken(service.database, grant, token, lifetime);
  if (issued === "revoked") throw new OAuthError("invalid_client", "The credential has just been revoked");
  if (issued === "tooMany") {
    throw new OAuthError(
      "temporarily_unavailable",
      "The client has too many valid access tokens; use one until it ends",
    );
  }
  return JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: lifetime, scope: SCOPE });
}

/** @throws {OAuthError} `invalid_client` or `invalid_request` */
async function authenticate(
  service: Service,
  keys: IssuerKeys,
  header: string | undefined,
  form: ReadonlyMap<string, string>,
): Promise<Grant & { readonly tenant: string }> {
  const credentials = readCredentials(header, form);
  const assertion = form.get("client_assertion");
  if (assertion === undefined && credentials) return authenticateClient(service, credentials);
  if (assertion === undefined) {
    throw new OAuthError(
      "invalid_client",
      "The client does not sign in: send its id and secret, or a client_assertion",
    );
  }
  if (credentials) {
    throw new OAuthError("invalid_request", "The client signs in by a secret and by an assertion");
  }
  if (form.get("client_assertion_type") !== JWT_BEARER) {
    throw new OAuthError("invalid_request", `client_assertion_type must be ${JWT_BEARER}`);
  }
  return acceptAssertion(service, keys, assertion);
}

function refuse(ctx: Context, error: OAuthError): void {
  ctx.status = error.status;
  if (error.status === 401) ctx.set("WWW-Authenticate", 'Basic realm="oauth"');
  if (error.status === 429) ctx.set("Retry-After", "60");
  if (!ctx.req.readableEnded) ctx.req.resume();
  ctx.body = error.body(ctx.state.requestId);
}

/** Where the token endpoint is, as clients know it. */
export function tokenAddress({ config }: Service): string {
  if (config.publicUrl === undefined) {
    throw new ScimError(404, "The addresses of this service are not known: set PUBLIC_URL");
  }
  return `${config.publicUrl}/oauth/token`;
}
