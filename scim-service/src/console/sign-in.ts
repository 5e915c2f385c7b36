import { requireAdminKey } from "../admin/admin-key.ts";
import { readForm } from "../oauth/form.ts";
import type { Context, Router } from "../http/router.ts";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import type { ConsoleConfig } from "./config.ts";
import { html } from "./html.ts";
import { oidcPage, oidcRoutes } from "./oidc.ts";
import { protect, sendPage, type Page } from "./page.ts";
import { errorPage } from "./error-page.ts";
import { isSecure, startSession } from "./session.ts";

/** Who signs in by the admin key, in the audit log. */
const BY_KEY = { who: "admin key", role: "admin" } as const;

/** The page of those who are not signed in. */
export function signInRoutes(service: Service, console: ConsoleConfig, router: Router): void {
  const { oidc } = console;
  const signInPage = oidc ? oidcPage : keyPage;
  router.get("/console/sign-in", (ctx) => {
    ctx.state.operation = "console.signInPage";
    protect(ctx);
    const ended = new URLSearchParams(ctx.querystring).has("ended");
    sendPage(ctx, signInPage(ended ? "Your session has ended. Sign in again." : undefined), undefined);
  });
  if (oidc) oidcRoutes(service, { ...console, oidc }, router);
  else keyRoute(service, console, router);
}

function keyRoute(service: Service, console: ConsoleConfig, router: Router): void {
  const requireKey = requireAdminKey(service.config.adminKey, service.wrongCredentials);
  router.post("/console/sign-in", async (ctx) => {
    ctx.state.operation = "console.signIn";
    protect(ctx);
    try {
      requireSameOrigin(ctx);
      const form = await readForm(ctx.req);
      await requireKey(`Bearer ${form.get("key") ?? ""}`);
      await startSession(ctx, console.sessionKey, BY_KEY, isSecure(service));
      service.log.info({ requestId: ctx.state.requestId, who: BY_KEY.who }, "signed in to the console");
      ctx.status = 303;
      ctx.set("Location", "/console");
      ctx.body = "";
    } catch (error) {
      const isWrong = error instanceof ScimError && error.status === 401;
      const page = isWrong
        ? { ...keyPage("This is not the admin key of this service."), status: 401 }
        : errorPage(service, ctx, error);
      sendPage(ctx, page, undefined);
    }
  });
}

/** Nobody is to be signed in by another site's form. @throws {ScimError} 403 */
function requireSameOrigin(ctx: Context): void {
  const site = ctx.req.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") {
    throw new ScimError(403, "The form was sent by another site");
  }
}

function keyPage(message: string | undefined): Page {
  return {
    title: "Sign in",
    body: html`
      ${message !== undefined && html`<p class="notice" role="alert">${message}</p>`}
      <form method="post" action="/console/sign-in" class="fields" id="sign-in">
        <label
          >Admin key <input type="password" name="key" required autocomplete="current-password" autofocus
        /></label>
        <button>Sign in</button>
      </form>
      <p class="muted">It is the ADMIN_KEY that the service was started with.</p>
    `,
  };
}
