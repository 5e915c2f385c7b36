import { jwtVerify, SignJWT } from "jose";
import * as oidc from "openid-client";
import { z } from "zod";
import type { Context, Router } from "../http/router.ts";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import type { ConsoleConfig, OidcConfig } from "./config.ts";
import { errorPage } from "./error-page.ts";
import { html } from "./html.ts";
import { protect, sendPage } from "./page.ts";
import { isSecure, readCookie, setCookie, startSession, type Role } from "./session.ts";

const COOKIE = "console-sign-in";
/** Seconds that a person has to sign in at the identity provider. */
const SIGN_IN_SECONDS = 600;
/** Longest wait for the identity provider, in seconds. */
const TIMEOUT = 10;

/** What must still be known when the identity provider sends the person back. */
const attempt = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });

const identity = z.object({
  sub: z.string(),
  preferred_username: z.string().optional(),
  roles: z.array(z.string()).default([]),
});

/**
 * Sign-in by OpenID Connect: authorization code with PKCE, state and nonce. What a person may do comes from the
 * application's roles `Console.Read` and `Console.Admin`.
 */
export function oidcRoutes(
  service: Service,
  { oidc: config, sessionKey }: ConsoleConfig & { readonly oidc: OidcConfig },
  router: Router,
): void {
  const provider = new Provider(config);
  const redirectUri = `${service.config.publicUrl}/console/signed-in`;

  router.get("/console/authorize", (ctx) =>
    answer(service, ctx, "console.authorize", async () => {
      const begun = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const address = oidc.buildAuthorizationUrl(await provider.configuration(), {
        redirect_uri: redirectUri,
        scope: "openid profile",
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: "S256",
      });
      const cookie = await new SignJWT(begun)
        .setProtectedHeader({ alg: "HS256" })
        .setAudience(COOKIE)
        .setExpirationTime(`${SIGN_IN_SECONDS} s`)
        .sign(sessionKey);
      // The identity provider sends the person back, so that this cookie has to come along from another site.
      setCookie(ctx, COOKIE, cookie, SIGN_IN_SECONDS, isSecure(service), "Lax");
      ctx.status = 303;
      ctx.set("Location", address.href);
      ctx.body = "";
    }),
  );

  router.get("/console/signed-in", (ctx) =>
    answer(service, ctx, "console.signIn", async () => {
      const begun = await readAttempt(ctx, sessionKey);
      setCookie(ctx, COOKIE, "", 0, isSecure(service), "Lax");
      const tokens = await oidc.authorizationCodeGrant(
        await provider.configuration(),
        new URL(`${redirectUri}?${ctx.querystring}`),
        { expectedState: begun.state, expectedNonce: begun.nonce, pkceCodeVerifier: begun.verifier },
      );
      const { sub, preferred_username: name, roles } = identity.parse(tokens.claims());
      const who = (name ?? sub).slice(0, 256);
      const role = roleOf(roles);
      service.log.info({ requestId: ctx.state.requestId, role: role ?? "none" }, "signed in to the console");
      if (!role) throw new ScimError(403, withoutRole(who));
      await startSession(ctx, sessionKey, { who, role }, isSecure(service));
      // A redirect would still count as coming from the identity provider's site, without the new cookie.
      ctx.set("Refresh", "0; url=/console");
      const body = html`<p>Signed in as ${who}. <a href="/console">Continue</a></p>`;
      sendPage(ctx, { title: "Signed in", body }, undefined);
    }),
  );
}

/** The page of those who are not signed in. */
export const oidcPage = (message: string | undefined) => ({
  title: "Sign in",
  body: html`
    ${message !== undefined && html`<p class="notice" role="alert">${message}</p>`}
    <p><a class="button" href="/console/authorize">Sign in with your organisation's account</a></p>
  `,
});

/** What the identity provider tells of itself, asked for at the first sign-in. */
class Provider {
  readonly #config: OidcConfig;
  #found: Promise<oidc.Configuration> | undefined;

  constructor(config: OidcConfig) {
    this.#config = config;
  }

  async configuration(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#config;
    // Only a provider on this machine may do without TLS (`config.ts`).
    const execute = issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
    this.#found ??= oidc.discovery(issuer, clientId, clientSecret, undefined, { execute, timeout: TIMEOUT });
    try {
      return await this.#found;
    } catch (error) {
      this.#found = undefined;
      throw error;
    }
  }
}

async function readAttempt(ctx: Context, key: Uint8Array): Promise<z.output<typeof attempt>> {
  try {
    const { payload } = await jwtVerify(readCookie(ctx, COOKIE) ?? "", key, {
      algorithms: ["HS256"],
      audience: COOKIE,
    });
    return attempt.parse(payload);
  } catch {
    throw new ScimError(
      400,
      "The sign-in was not begun in this browser, or more than ten minutes ago. Begin again",
    );
  }
}

function roleOf(roles: readonly string[]): Role | undefined {
  if (roles.includes("Console.Admin")) return "admin";
  return roles.includes("Console.Read") ? "read" : undefined;
}

function withoutRole(who: string): string {
  return (
    `You are signed in as ${who}, who has no role here. Ask an administrator to assign the app role Console.Read or ` +
    "Console.Admin to you in Entra (Enterprise applications → this application → Users and groups), then sign in again"
  );
}

/** Errors of the identity provider say what it refused, never a secret. */
async function answer(
  service: Service,
  ctx: Context,
  operation: string,
  work: () => Promise<void>,
): Promise<void> {
  ctx.state.operation = operation;
  protect(ctx);
  ctx.set("Cache-Control", "no-store");
  try {
    await work();
  } catch (error) {
    sendPage(ctx, errorPage(service, ctx, asRefusal(error)), undefined);
  }
}

function asRefusal(error: unknown): unknown {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return new ScimError(403, `The identity provider refused: ${error.error_description ?? error.error}`);
  }
  if (error instanceof oidc.ClientError || error instanceof TypeError) {
    return new ScimError(502, `Signing in at the identity provider failed: ${error.message}`);
  }
  return error;
}
