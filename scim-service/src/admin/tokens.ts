import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { isResourceId } from "../store/resource-id.ts";
import { issueToken, newToken, readTokens, revokeToken } from "../store/tokens.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

/** From here on a date has a form that neither this API nor PostgreSQL reads. */
const YEAR_10000 = Date.UTC(10_000, 0);

const tokenBody = z.strictObject({
  label: z.string().trim().min(1).max(128),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine((text) => Date.parse(text) > Date.now(), "must be in the future")
    .refine((text) => Date.parse(text) < YEAR_10000, "must be before the year 10000 in UTC")
    // PostgreSQL knows fewer offsets.
    .transform((text) => new Date(text).toISOString())
    .nullish(),
});

/** `POST /tenants/{tenant}/tokens`: the only reply that ever holds the token. */
export function issueTokenEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { label, expiresAt } = parseInput(tokenBody, request.body);
    const token = newToken();
    const row = await issueToken(database, tenant, token, label, expiresAt ?? null);
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
    const found = isResourceId(request.token) && (await revokeToken(database, tenant, request.token));
    if (!found) throw new ScimError(404, `The tenant ${tenant} has no such token`);
    return { status: 204 };
  };
}
