import type { IncomingMessage } from "node:http";
import { readBody } from "../http/body.ts";
import { send } from "../http/reply.ts";
import type { Router } from "../http/router.ts";
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
import { openApiEndpoint } from "./openapi.ts";
import { OPERATIONS, type OperationId } from "./operations.ts";
import type { AdminEndpoint } from "./request.ts";
import { listTenantsEndpoint, putTenantEndpoint } from "./tenants.ts";
import {
  addTrustEndpoint,
  checkAssertionEndpoint,
  listTrustsEndpoint,
  revokeTrustEndpoint,
} from "./trusts.ts";
import { issueTokenEndpoint, listTokensEndpoint, revokeTokenEndpoint } from "./tokens.ts";

function endpoints(service: Service, keys: IssuerKeys): Readonly<Record<OperationId, AdminEndpoint>> {
  return {
    "admin.openapi": openApiEndpoint(),
    "admin.tenants": listTenantsEndpoint(service),
    "admin.putTenant": putTenantEndpoint(service),
    "admin.tokens": listTokensEndpoint(service),
    "admin.issueToken": issueTokenEndpoint(service),
    "admin.revokeToken": revokeTokenEndpoint(service),
    "admin.clients": listClientsEndpoint(service),
    "admin.makeClient": makeClientEndpoint(service),
    "admin.revokeClient": revokeClientEndpoint(service),
    "admin.addClientSecret": addClientSecretEndpoint(service),
    "admin.revokeClientSecret": revokeClientEndpoint(service),
    "admin.trusts": listTrustsEndpoint(service),
    "admin.addTrust": addTrustEndpoint(service),
    "admin.checkAssertion": checkAssertionEndpoint(service, keys),
    "admin.revokeTrust": revokeTrustEndpoint(service),
    "admin.connection": connectionEndpoint(service),
    "admin.changes": listChangesEndpoint(service),
    "admin.eraseHistory": eraseHistoryEndpoint(service),
  };
}

/** All of the admin API: tenants, how they sign in, their change log. */
export function adminRoutes(service: Service, keys: IssuerKeys, router: Router): void {
  const requireKey = requireAdminKey(service.config.adminKey, service.wrongCredentials);
  for (const [operation, endpoint] of Object.entries(endpoints(service, keys))) {
    const { method, path } = OPERATIONS[operation as OperationId];
    router.add(method, path, async (ctx, { tenant = "", id = "", secret = "" }) => {
      ctx.state.operation = operation;
      await requireKey(ctx.req.headers.authorization);
      const query = { ...ctx.query };
      const body = method === "PUT" || method === "POST" ? await bodyOf(ctx.req) : {};
      send(ctx, await endpoint({ tenant, id, secret, query, body }), "application/json; charset=utf-8");
    });
  }
}

/** Callers with the admin key are trusted with the memory of one body at a time. */
const UNLIMITED = { receive: (): void => {}, parse: async (): Promise<void> => {} };

/** No body at all is an empty object. */
async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const { "transfer-encoding": encoding, "content-length": length = "0" } = request.headers;
  return encoding === undefined && length === "0" ? {} : readBody(request, UNLIMITED);
}
