import type { IncomingMessage } from "node:http";
import type { Router } from "@koa/router";
import { readBody } from "../http/body.ts";
import { send } from "../http/reply.ts";
import type { RequestState } from "../http/request-state.ts";
import type { IssuerKeys } from "../oauth/issuer-keys.ts";
import type { JsonObject } from "../scim/json.ts";
import type { Service } from "../service.ts";
import { requireAdminKey } from "./admin-key.ts";
import { listChangesEndpoint } from "./changes.ts";
import {
  addClientSecretEndpoint,
  listClientsEndpoint,
  makeClientEndpoint,
  revokeClientEndpoint,
} from "./clients.ts";
import { connectionEndpoint } from "./connection.ts";
import { eraseHistoryEndpoint } from "./history.ts";
import type { AdminEndpoint } from "./request.ts";
import { listTenantsEndpoint, putTenantEndpoint } from "./tenants.ts";
import {
  addTrustEndpoint,
  checkAssertionEndpoint,
  listTrustsEndpoint,
  revokeTrustEndpoint,
} from "./trusts.ts";
import { issueTokenEndpoint, listTokensEndpoint, revokeTokenEndpoint } from "./tokens.ts";

/** One call of the admin API: its name in logs and metrics, and where it is. */
interface Route {
  readonly operation: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly endpoint: AdminEndpoint;
}

const TENANTS = "/admin/api/tenants";
const TENANT = `${TENANTS}/:tenant`;
const TOKENS = `${TENANT}/tokens`;
const CLIENTS = `${TENANT}/clients`;
const SECRETS = `${CLIENTS}/:id/secrets`;
const TRUSTS = `${TENANT}/trusts`;

function routes(service: Service, keys: IssuerKeys): readonly Route[] {
  return [
    { operation: "admin.tenants", method: "GET", path: TENANTS, endpoint: listTenantsEndpoint(service) },
    { operation: "admin.putTenant", method: "PUT", path: TENANT, endpoint: putTenantEndpoint(service) },
    { operation: "admin.tokens", method: "GET", path: TOKENS, endpoint: listTokensEndpoint(service) },
    { operation: "admin.issueToken", method: "POST", path: TOKENS, endpoint: issueTokenEndpoint(service) },
    {
      operation: "admin.revokeToken",
      method: "DELETE",
      path: `${TOKENS}/:id`,
      endpoint: revokeTokenEndpoint(service),
    },
    { operation: "admin.clients", method: "GET", path: CLIENTS, endpoint: listClientsEndpoint(service) },
    { operation: "admin.makeClient", method: "POST", path: CLIENTS, endpoint: makeClientEndpoint(service) },
    {
      operation: "admin.revokeClient",
      method: "DELETE",
      path: `${CLIENTS}/:id`,
      endpoint: revokeClientEndpoint(service),
    },
    {
      operation: "admin.addClientSecret",
      method: "POST",
      path: SECRETS,
      endpoint: addClientSecretEndpoint(service),
    },
    {
      operation: "admin.revokeClientSecret",
      method: "DELETE",
      path: `${SECRETS}/:secret`,
      endpoint: revokeClientEndpoint(service),
    },
    { operation: "admin.trusts", method: "GET", path: TRUSTS, endpoint: listTrustsEndpoint(service) },
    { operation: "admin.addTrust", method: "POST", path: TRUSTS, endpoint: addTrustEndpoint(service) },
    {
      operation: "admin.checkAssertion",
      method: "POST",
      path: `${TRUSTS}/check`,
      endpoint: checkAssertionEndpoint(service, keys),
    },
    {
      operation: "admin.revokeTrust",
      method: "DELETE",
      path: `${TRUSTS}/:id`,
      endpoint: revokeTrustEndpoint(service),
    },
    {
      operation: "admin.connection",
      method: "GET",
      path: `${TENANT}/connection`,
      endpoint: connectionEndpoint(service),
    },
    {
      operation: "admin.changes",
      method: "GET",
      path: `${TENANT}/changes`,
      endpoint: listChangesEndpoint(service),
    },
    {
      operation: "admin.eraseHistory",
      method: "DELETE",
      path: `${TENANT}/history/:id`,
      endpoint: eraseHistoryEndpoint(service),
    },
  ];
}

/** All of the admin API: tenants, how they sign in, their change log. */
export function adminRoutes(service: Service, keys: IssuerKeys, router: Router<RequestState>): void {
  const requireKey = requireAdminKey(service.config.adminKey, service.wrongCredentials);
  for (const { operation, method, path, endpoint } of routes(service, keys)) {
    router.register(
      path,
      [method],
      [
        async (ctx) => {
          ctx.state.operation = operation;
          await requireKey(ctx.req.headers.authorization);
          const reply = await endpoint({
            tenant: ctx.params["tenant"] ?? "",
            id: ctx.params["id"] ?? "",
            secret: ctx.params["secret"] ?? "",
            query: { ...ctx.query },
            body: method === "PUT" || method === "POST" ? await bodyOf(ctx.req) : {},
          });
          send(ctx, reply, "application/json; charset=utf-8");
        },
      ],
    );
  }
}

/** Callers with the admin key are trusted with the memory of one body at a time. */
const UNLIMITED = { receive: (): void => {}, parse: async (): Promise<void> => {} };

/** No body at all is an empty object. */
async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const { "transfer-encoding": encoding, "content-length": length = "0" } = request.headers;
  return encoding === undefined && length === "0" ? {} : readBody(request, UNLIMITED);
}
