import { maskSecret } from "../graph/synchronization/secrets.ts";
import { maskConnectivity } from "../tenant/connectivity.ts";
import type { Tenant } from "../tenant/model.ts";

/**
 * The tenant as plain JSON, each list sorted by id, secrets masked. Counters, the clock, tombstones and logs are left out,
 * so that a tenant that was put back as it was looks the same.
 */
export function tenantView(tenant: Tenant): Record<string, unknown> {
  const jobs = new Map(tenant.jobs);
  for (const [id, { connectivity, ...job }] of tenant.jobs) {
    if (connectivity !== undefined) jobs.set(id, { ...job, connectivity: maskConnectivity(connectivity) });
  }
  return {
    id: tenant.id,
    displayName: tenant.displayName,
    domain: tenant.domain,
    users: listOf(tenant.users),
    groups: listOf(tenant.groups),
    applications: listOf(tenant.applications),
    servicePrincipals: listOf(tenant.servicePrincipals),
    appRoleAssignments: listOf(tenant.appRoleAssignments),
    jobs: listOf(jobs),
    secrets: [...tenant.secrets].map(([servicePrincipalId, secrets]) => ({
      servicePrincipalId,
      secrets: [...secrets].map(([key, value]) => ({ key, value: maskSecret(key, value) })),
    })),
  };
}

function listOf(objects: ReadonlyMap<string, { readonly id: string }>): unknown[] {
  const sorted = [...objects.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return sorted.map((object) => plain(object));
}

/** Sets as sorted lists, Maps as objects. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return [...value].map(String).toSorted();
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, member]) => [String(key), plain(member)]));
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}
