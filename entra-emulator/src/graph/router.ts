import { Router } from "@koa/router";
import type { Context } from "koa";
import type { RequestState } from "../http/state.ts";
import type { AccessTokens } from "../login/tokens.ts";
import { accessDenied, synchronizationDenied, unauthenticated } from "./error.ts";
import { access } from "./permissions.ts";
import type { Caller, GraphRequest, GraphVersion } from "./request.ts";
import type { GraphServices, Route } from "./route.ts";

/** Serves the routes under both versions: each call is authenticated, its permission checked, then handled. */
export function graphRouter(
  services: GraphServices,
  routes: readonly Route[],
  tokens: AccessTokens,
): Router<RequestState> {
  const router = new Router<RequestState>();
  for (const version of ["v1.0", "beta"] as const) {
    for (const route of routes) {
      router.register(`/${version}${route.path}`, [route.method], async (ctx) => {
        const request = graphRequest(ctx, version, ctx.params, authenticate(ctx, tokens), ctx.state.json);
        assertAccess(services, route, request);
        const { status, body } = await route.handle(request);
        ctx.status = status;
        if (typeof body === "number") ctx.type = "text/plain";
        if (body !== undefined) ctx.body = typeof body === "number" ? String(body) : body;
      });
    }
  }
  return router;
}

/** The caller that the bearer token names. @throws {ODataError} 401. */
export function authenticate(ctx: Pick<Context, "get">, tokens: AccessTokens): Caller {
  const token = /^Bearer (.+)$/i.exec(ctx.get("authorization"))?.[1];
  if (token === undefined) throw unauthenticated("Access token is empty.");
  const claims = tokens.verify(token);
  if (claims === undefined)
    throw unauthenticated("Access token validation failure. It has expired or was not issued here.");
  return { objectId: claims.oid, appId: claims.appid, roles: new Set(claims.roles) };
}

function graphRequest(
  ctx: Pick<Context, "URL" | "get">,
  version: GraphVersion,
  params: Readonly<Record<string, string>>,
  caller: Caller,
  body: unknown,
): GraphRequest {
  const eventualConsistency = ctx.get("consistencylevel").toLowerCase() === "eventual";
  return { version, url: ctx.URL, params, caller, eventualConsistency, body };
}

/**
 * The caller needs a Graph permission or a directory role that opens the call.
 *
 * @throws {ODataError} 403, but 401 on synchronization's paths, where Graph was observed to say it so.
 */
function assertAccess({ settings, store }: GraphServices, route: Route, request: GraphRequest): void {
  const { caller, params } = request;
  const granted = access(route.permission, { roles: caller.roles, directoryRoles: settings.directoryRoles });
  if (granted === "all") return;
  const id = params["id"];
  const denied = route.path.includes("/synchronization/") ? synchronizationDenied() : accessDenied();
  if (granted === "none") throw denied;
  const { applications, servicePrincipals } = store.tenant;
  const owned = id === undefined ? undefined : (servicePrincipals.get(id) ?? applications.get(id));
  if (owned !== undefined && !owned.owners.has(caller.objectId)) throw denied;
}
