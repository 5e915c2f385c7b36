import type { Context, Params, Router } from "../http/router.ts";
import { readForm } from "../oauth/form.ts";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { readTenantKey } from "../store/tenants.ts";
import { act, ACTIONS } from "./actions.ts";
import { serveAssets } from "./assets.ts";
import type { ConsoleConfig } from "./config.ts";
import { errorPage } from "./error-page.ts";
import { protect, sendPage, tenantPath, type Page } from "./page.ts";
import { auditPage } from "./pages/audit.ts";
import { connectPage } from "./pages/connect.ts";
import { homePage } from "./pages/home.ts";
import { peoplePage } from "./pages/people.ts";
import { personPage } from "./pages/person.ts";
import { refusedPage, requestsPage } from "./pages/requests.ts";
import { settingsPage } from "./pages/settings.ts";
import { clientsPage, tokensPage, trustsPage } from "./pages/sign-in-methods.ts";
import type { ConsoleRequest, PageEndpoint, Redirect } from "./request.ts";
import { endSession, hasSessionCookie, isSecure, readSession, type Session } from "./session.ts";
import { signInRoutes } from "./sign-in.ts";

const TENANT = "/console/tenants/:tenant";

const PAGES: readonly (readonly [operation: string, path: string, endpoint: PageEndpoint])[] = [
  ["console.home", "/console", homePage],
  ["console.audit", "/console/audit", auditPage],
  ["console.tenant", TENANT, async (_service, { tenant }) => ({ location: tenantPath(tenant, "people") })],
  ["console.people", `${TENANT}/people`, peoplePage],
  ["console.person", `${TENANT}/people/:id`, personPage],
  ["console.refused", `${TENANT}/refused`, refusedPage],
  ["console.requests", `${TENANT}/requests`, requestsPage],
  ["console.connect", `${TENANT}/connect`, connectPage],
  ["console.tokens", `${TENANT}/tokens`, tokensPage],
  ["console.clients", `${TENANT}/clients`, clientsPage],
  ["console.trusts", `${TENANT}/trusts`, trustsPage],
  ["console.settings", `${TENANT}/settings`, settingsPage],
];

/** The console, at `/console`: pages for people, rendered here; nothing when it is off. */
export async function consoleRoutes(service: Service, router: Router): Promise<void> {
  const { config } = service;
  if (!config.console) return;
  await serveAssets(router);
  signInRoutes(service, config.console, router);
  for (const [operation, path, endpoint] of PAGES) {
    router.get(path, (ctx, params) => answer(service, config.console, ctx, params, operation, endpoint));
  }
  for (const action of ACTIONS) {
    router.post(action.path, (ctx, params) =>
      answer(service, config.console, ctx, params, action.operation, (_service, request) =>
        act(service, action, request),
      ),
    );
  }
  router.post("/console/sign-out", (ctx, params) =>
    answer(service, config.console, ctx, params, "console.signOut", async () => {
      endSession(ctx, isSecure(service));
      return { location: "/console/sign-in" };
    }),
  );
  router.get("/console/*", (ctx, params) =>
    answer(service, config.console, ctx, params, "console.unknown", async () => {
      throw new ScimError(404, "There is no such page");
    }),
  );
}

/** What every page goes through: who is it, may they, does the tenant exist; then the page, or what went wrong as one. */
async function answer(
  service: Service,
  console: ConsoleConfig | undefined,
  ctx: Context,
  params: Params,
  operation: string,
  endpoint: PageEndpoint,
): Promise<void> {
  ctx.state.operation = operation;
  protect(ctx);
  const session = console && (await readSession(ctx, console.sessionKey));
  if (!session) {
    ctx.status = 303;
    ctx.set("Location", hasSessionCookie(ctx) ? "/console/sign-in?ended" : "/console/sign-in");
    ctx.body = "";
    return;
  }
  try {
    const result = await endpoint(service, await requestOf(service, ctx, params, session));
    if (isRedirect(result)) {
      ctx.status = 303;
      ctx.set("Location", result.location);
      ctx.body = "";
    } else sendPage(ctx, result, session);
  } catch (error) {
    sendPage(ctx, errorPage(service, ctx, error), session);
  }
}

function isRedirect(result: Page | Redirect): result is Redirect {
  return "location" in result;
}

async function requestOf(
  service: Service,
  ctx: Context,
  { tenant = "", id = "", secret = "" }: Params,
  session: Session,
): Promise<ConsoleRequest> {
  const form = ctx.method === "POST" ? await formOf(ctx, session) : new Map<string, string>();
  if (tenant !== "" && (await readTenantKey(service.database, tenant)) === undefined) {
    throw new ScimError(404, "There is no tenant of this name");
  }
  const query = new URLSearchParams(ctx.querystring);
  return { session, tenant, id, secret, query, form, requestId: ctx.state.requestId };
}

/** @throws {ScimError} 400 or 403, when it is not a form of this session, or the person may only look. */
async function formOf(ctx: Context, session: Session): Promise<ReadonlyMap<string, string>> {
  const form = await readForm(ctx.req);
  if (form.get("csrf") !== session.csrf) {
    throw new ScimError(403, "The form is from another session. Go back, reload the page and send it again");
  }
  if (session.role !== "admin" && ctx.path !== "/console/sign-out") {
    throw new ScimError(
      403,
      "You may look at everything, but change nothing. Ask for the app role Console.Admin of this application in Entra",
    );
  }
  return form;
}
