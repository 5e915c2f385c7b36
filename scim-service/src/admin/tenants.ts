import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { putTenant, readTenants } from "../store/tenants.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";

/** A tenant's id in paths, logs and metrics. */
export const tenantId = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "a tenant id has 1 to 64 letters, digits, dots, dashes or underscores");

export const tenantBody = z.strictObject({
  strict: z.boolean().optional(),
  bearerTokens: z.boolean().optional(),
});

/** `PUT /tenants/{tenant}`: makes it (201) or changes it (200). */
export function putTenantEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { created } = await putTenant(database, tenant, parseInput(tenantBody, request.body));
    const [row] = await readTenants(database, tenant);
    return { status: created ? 201 : 200, body: JSON.stringify(row) };
  };
}

/** `GET /tenants` */
export function listTenantsEndpoint({ database }: Service): AdminEndpoint {
  return async () => ({ status: 200, body: JSON.stringify({ tenants: await readTenants(database) }) });
}

export function noTenant(id: string): ScimError {
  return new ScimError(404, `There is no tenant ${id}; make it with PUT /admin/api/tenants/${id}`);
}
