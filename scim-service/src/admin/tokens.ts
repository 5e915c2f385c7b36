import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { isResourceId } from "../store/resource-id.ts";
import { issueToken, newToken, readTokens, revokeToken } from "../store/tokens.ts";
import { expiresAt, label } from "./expiry.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

export const tokenBody = z.strictObject({ label, expiresAt });

/** `POST /tenants/{tenant}/tokens`: the only reply that ever holds the token. */
export function issueTokenEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { label: name, expiresAt: ends } = parseInput(tokenBody, request.body);
    const token = newToken();
    const row = await issueToken(database, tenant, token, name, ends ?? null);
    if (!row) throw noTenant(tenant);
    const issued = {
      id: row.id,
      label: row.label,
      token,
      expiresAt: row.expiresAt,
      createdAt: row.createdAt,
    };
    return { status: 201, body: JSON.stringify(issued), isSecret: true };
  };
}

/** `GET /tenants/{tenant}/tokens` */
export function listTokensEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const tokens = await readTokens(database, tenant);
    if (!tokens) throw noTenant(tenant);
    return { status: 200, body: JSON.stringify({ tokens }) };
  };
}

/** `DELETE /tenants/{tenant}/tokens/{id}`: refused within a second on every replica from here on. */
export function revokeTokenEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const found = isResourceId(request.id) && (await revokeToken(database, tenant, request.id));
    if (!found) throw new ScimError(404, `The tenant ${tenant} has no such token`);
    return { status: 204 };
  };
}
