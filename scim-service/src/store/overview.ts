import type { Queries } from "./database.ts";
import { isTooSlow } from "./sqlstate.ts";

/** A tenant at a glance. */
export interface TenantOverview {
  readonly id: string;
  readonly strict: boolean;
  readonly bearerTokens: boolean;
  readonly users: number;
  readonly groups: number;
  readonly lastRequestAt: string | null;
}

/** Every tenant at a glance. */
export async function readOverview(queries: Queries): Promise<readonly TenantOverview[]> {
  return queries.query<TenantOverview & Record<string, unknown>>(
    {
      name: "overview",
      text: `select t.id, t.strict, t.bearer_tokens as "bearerTokens", c.users, c.groups,
          (select at from scim.requests where tenant = t.key order by id desc limit 1) as "lastRequestAt"
        from scim.tenants t cross join lateral (
          select count(*) filter (where type = 'U')::int as users, count(*) filter (where type = 'G')::int as groups
          from scim.resources where tenant = t.key
        ) c order by t.id`,
    },
    [],
  );
}

/**
 * How many users of each tenant are not active; undefined where counting takes too long. It reads every user, 0.4 to 0.7 s for
 * 100,000 on two busy cores: an index on the document would make every change of a user dearer.
 */
export async function readInactive(queries: Queries): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const rows = await queries.query<{ tenant: string; count: number }>(
      {
        name: "inactive",
        text: `select t.id as tenant, c.count from scim.tenants t cross join lateral (
            select count(*)::int as count from scim.resources
            where tenant = t.key and type = 'U' and document->>'active' = 'false') c`,
      },
      [],
    );
    return new Map(rows.map(({ tenant, count }) => [tenant, count]));
  } catch (error) {
    if (isTooSlow(error)) return undefined;
    throw error;
  }
}

/** A token or a client's secret that ends soon. */
export interface Expiring {
  readonly tenant: string;
  readonly kind: "token" | "client secret";
  readonly label: string;
  readonly expiresAt: string;
}

/** What ends within so many days, the next first; access tokens of the token endpoint aside. */
export async function readExpiring(queries: Queries, days: number): Promise<readonly Expiring[]> {
  return queries.query<Expiring & Record<string, unknown>>(
    {
      name: "expiring",
      text: `select t.id as tenant, x.kind, x.label, x.expires_at as "expiresAt" from (
          select tenant, 'token' as kind, label, expires_at from scim.tokens
          where revoked_at is null and secret is null and trust is null
          union all
          select c.tenant, 'client secret', c.label, s.expires_at
          from scim.client_secrets s join scim.clients c on c.id = s.client
          where s.revoked_at is null and c.revoked_at is null
        ) x join scim.tenants t on t.key = x.tenant
        where x.expires_at between now() and now() + make_interval(days => $1) order by x.expires_at limit 100`,
    },
    [days],
  );
}
