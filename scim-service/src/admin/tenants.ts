import type { Context } from "koa";
import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { putTenant, readTenants } from "../store/tenants.ts";
import { parseInput, readInput } from "./input.ts";

/** A tenant's id in paths, logs and metrics. */
export const tenantId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "a tenant id has 1 to 64 letters, digits, dots, dashes or underscores");

const tenantBody = z.strictObject({ strict: z.boolean().optional() });

/** `PUT /tenants/{tenant}`: makes it (201) or changes it (200). */
export async function putTenantAction({ database }: Service, ctx: Context, id: string): Promise<void> {
  const tenant = parseInput(tenantId, id);
  const { strict } = await readInput(tenantBody, ctx.req);
  const { created } = await putTenant(database, tenant, strict);
  const [row] = await readTenants(database, tenant);
  ctx.status = created ? 201 : 200;
  ctx.body = row;
}

/** `GET /tenants` */
export async function listTenantsAction({ database }: Service, ctx: Context): Promise<void> {
  ctx.body = { tenants: await readTenants(database) };
}

export function noTenant(id: string): ScimError {
  return new ScimError(404, `There is no tenant ${id}; make it with PUT /admin/api/tenants/${id}`);
}
