import type { TenantRequest } from "../src/store/requests.ts";

/** A request of the first tenant about nobody, as it is kept for the console. */
export function tenantRequest(more: Partial<TenantRequest> = {}): TenantRequest {
  return {
    tenant: 1,
    at: new Date().toISOString(),
    requestId: "r",
    operation: "User.list",
    method: "GET",
    path: "/Users",
    status: 200,
    scimType: null,
    detail: null,
    rules: [],
    entra: null,
    milliseconds: 1,
    tokenId: "0198c0de-0000-7000-8000-000000000000",
    resourceId: null,
    nameKey: null,
    externalId: null,
    memberIds: [],
    ...more,
  };
}
