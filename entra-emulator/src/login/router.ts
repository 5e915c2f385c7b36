import { randomUUID } from "node:crypto";
import { Router } from "@koa/router";
import type { Context, Next } from "koa";
import type { RequestState } from "../http/state.ts";
import type { Settings } from "../settings.ts";
import { checkClientCredentials, LoginError } from "./client-credentials.ts";
import type { FederatedAssertions } from "./assertions.ts";
import { type AccessTokens, TOKEN_LIFETIME } from "./tokens.ts";

/** Besides Graph, the resource that programs which deploy ask tokens for. */
const KEY_VAULT = "https://vault.azure.net";

interface LoginOptions {
  readonly tenantId: string;
  readonly tenantDomain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Object id of the deploying application's service principal. */
  readonly objectId: string;
  readonly settings: Settings;
  readonly tokens: AccessTokens;
  readonly assertions: FederatedAssertions;
}

/** The cloud's metadata, the tenant's OpenID configuration, its signing keys and the token endpoint. */
export function loginRouter(options: LoginOptions): Router<RequestState> {
  const router = new Router<RequestState>();
  router.use((ctx, next) => answerRefusals(ctx, next));

  router.get("/metadata/endpoints", (ctx) => {
    const { origin } = ctx.URL;
    ctx.body = {
      name: "EntraEmulator",
      portal: origin,
      authentication: {
        loginEndpoint: origin,
        audiences: [origin],
        tenant: "common",
        identityProvider: "AAD",
      },
      graph: origin,
      microsoftGraphResourceId: origin,
      resourceManager: origin,
      suffixes: {},
    };
  });

  router.get("/:tenant/v2.0/.well-known/openid-configuration", (ctx) => {
    assertTenant(ctx.params["tenant"]);
    const base = `${ctx.URL.origin}/${options.tenantId}`;
    ctx.body = {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid"],
      tenant_region_scope: null,
      cloud_instance_name: ctx.URL.host,
      msgraph_host: ctx.URL.host,
    };
  });

  router.get("/:tenant/discovery/v2.0/keys", async (ctx) => {
    assertTenant(ctx.params["tenant"]);
    ctx.body = await options.assertions.jwks();
  });

  router.post("/:tenant/oauth2/v2.0/token", (ctx) => {
    assertTenant(ctx.params["tenant"]);
    const form = new URLSearchParams(ctx.state.text);
    checkClientCredentials(form, options);
    const { origin } = ctx.URL;
    const aud = resourceOf(form.get("scope") ?? "", [origin, KEY_VAULT]);
    ctx.body = {
      token_type: "Bearer",
      expires_in: TOKEN_LIFETIME,
      ext_expires_in: TOKEN_LIFETIME,
      access_token: options.tokens.issue({
        aud,
        iss: `${origin}/${options.tenantId}/`,
        tid: options.tenantId,
        oid: options.objectId,
        appid: options.clientId,
        // Those of Graph; a vault has roles of its own.
        roles: aud === origin ? options.settings.permissions : [],
      }),
    };
  });

  function assertTenant(tenant = ""): void {
    if (tenant === options.tenantId || tenant.toLowerCase() === options.tenantDomain.toLowerCase()) return;
    throw new LoginError(400, "invalid_request", 90002, `Tenant '${tenant}' not found.`);
  }

  return router;
}

/** The one place that turns a refused sign-in into the answer of Entra's login. */
async function answerRefusals(ctx: Pick<Context, "body" | "get" | "status">, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    ctx.status = error.status;
    ctx.body = {
      error: error.error,
      error_description: error.message,
      error_codes: [error.code],
      timestamp: new Date().toISOString(),
      trace_id: randomUUID(),
      correlation_id: ctx.get("client-request-id") || randomUUID(),
    };
  }
}

/** The resource that a token is asked for. */
function resourceOf(scope: string, resources: readonly string[]): string {
  const asked = new Set(scope.split(" ").map((each) => each.replace(/\/{1,2}\.default$/, "")));
  const resource = resources.find((each) => asked.has(each));
  if (resource !== undefined) return resource;
  throw new LoginError(
    400,
    "invalid_scope",
    70011,
    `The provided value for the input parameter 'scope' is not valid: '${scope}'.`,
  );
}
