import type { Context } from "koa";
import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { isResourceId } from "../store/resource-id.ts";
import { issueToken, newToken, readTokens, revokeToken } from "../store/tokens.ts";
import { parseInput, readInput } from "./input.ts";
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
export async function issueTokenAction({ database }: Service, ctx: Context, id: string): Promise<void> {
  const tenant = parseInput(tenantId, id);
  const { label, expiresAt } = await readInput(tokenBody, ctx.req);
  const token = newToken();
  const row = await issueToken(database, tenant, token, label, expiresAt ?? null);
  if (!row) throw noTenant(tenant);
  ctx.status = 201;
  ctx.set("Cache-Control", "no-store");
  ctx.body = { id: row.id, label: row.label, token, expiresAt: row.expiresAt, createdAt: row.createdAt };
}

/** `GET /tenants/{tenant}/tokens` */
export async function listTokensAction({ database }: Service, ctx: Context, id: string): Promise<void> {
  const tenant = parseInput(tenantId, id);
  const tokens = await readTokens(database, tenant);
  if (!tokens) throw noTenant(tenant);
  ctx.body = { tokens };
}

/** `DELETE /tenants/{tenant}/tokens/{id}`: refused within a second on every replica from here on. */
export async function revokeTokenAction(
  { database }: Service,
  ctx: Context,
  id: string,
  token: string,
): Promise<void> {
  const tenant = parseInput(tenantId, id);
  const found = isResourceId(token) && (await revokeToken(database, tenant, token));
  if (!found) throw new ScimError(404, `The tenant ${tenant} has no such token`);
  ctx.status = 204;
}
