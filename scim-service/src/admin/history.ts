import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { eraseHistory } from "../store/history.ts";
import { isResourceId } from "../store/resource-id.ts";
import { readTenantKey } from "../store/tenants.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

/**
 * `DELETE /tenants/{tenant}/history/{id}`: deletes for good what the change log and the console keep of a user or group that
 * was deleted; 409 while it exists.
 */
export function eraseHistoryEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const key = await readTenantKey(database, tenant);
    if (key === undefined) throw noTenant(tenant);
    const { id } = request;
    const erased = isResourceId(id)
      ? await database.transaction(key, (queries) => eraseHistory(queries, key, id))
      : 0;
    if (erased === "exists") {
      throw new ScimError(409, `${id} still exists; delete it first, in Entra or by the SCIM API`);
    }
    if (erased === 0) throw new ScimError(404, `Nothing is kept of ${id} in the tenant ${tenant}`);
    return { status: 200, body: JSON.stringify({ erased }) };
  };
}
