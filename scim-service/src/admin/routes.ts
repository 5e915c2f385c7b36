import type { Router } from "@koa/router";
import type { Context } from "koa";
import type { RequestState } from "../http/request-state.ts";
import type { Service } from "../service.ts";
import { requireAdminKey } from "./admin-key.ts";
import { listChangesAction } from "./changes.ts";
import { listTenantsAction, putTenantAction } from "./tenants.ts";
import { issueTokenAction, listTokensAction, revokeTokenAction } from "./tokens.ts";

/** Answers one call; the path's parts are as the client sent them. */
type Action = (service: Service, ctx: Context, tenant: string, token: string) => Promise<void>;

const TENANTS = "/admin/api/tenants";

const ROUTES: readonly (readonly [operation: string, method: string, path: string, action: Action])[] = [
  ["admin.tenants", "GET", TENANTS, listTenantsAction],
  ["admin.putTenant", "PUT", `${TENANTS}/:tenant`, putTenantAction],
  ["admin.tokens", "GET", `${TENANTS}/:tenant/tokens`, listTokensAction],
  ["admin.issueToken", "POST", `${TENANTS}/:tenant/tokens`, issueTokenAction],
  ["admin.revokeToken", "DELETE", `${TENANTS}/:tenant/tokens/:token`, revokeTokenAction],
  ["admin.changes", "GET", `${TENANTS}/:tenant/changes`, listChangesAction],
];

/** All of the admin API: tenants, their tokens, their change log. */
export function adminRoutes(service: Service, router: Router<RequestState>): void {
  const requireKey = requireAdminKey(service.config.adminKey, service.wrongCredentials);
  for (const [operation, method, path, action] of ROUTES) {
    router.register(
      path,
      [method],
      [
        async (ctx) => {
          ctx.state.operation = operation;
          await requireKey(ctx.req.headers.authorization);
          await action(service, ctx, ctx.params["tenant"] ?? "", ctx.params["token"] ?? "");
        },
      ],
    );
  }
}
