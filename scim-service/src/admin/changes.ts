import { z } from "zod";
import type { Service } from "../service.ts";
import { readChanges, type ChangePosition } from "../store/changes.ts";
import { readTenants } from "../store/tenants.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

const MAX_LIMIT = 1_000;

export const changesQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,19}:\d{1,18}$/, "is not a cursor of this list")
    .transform((text) => text as ChangePosition)
    .optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(100),
});

/**
 * `GET /tenants/{tenant}/changes`: oldest first. `nextCursor` goes on behind the page, also when the page is empty, so
 * that a reader can follow the log by asking again; null while the log is empty. A page of long changes has less of them
 * than the limit says.
 */
export function listChangesEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { cursor, limit } = parseInput(changesQuery, request.query);
    const { changes, next } = await readChanges(database, tenant, cursor, limit);
    if (changes.length === 0 && (await readTenants(database, tenant)).length === 0) throw noTenant(tenant);
    return { status: 200, body: JSON.stringify({ changes, nextCursor: next ?? null }) };
  };
}
