import type { Queries } from "./database.ts";

/** The tenant that {@link putTenant} makes for a bootstrap token. */
export const DEFAULT_TENANT = "default";

export interface TenantRow {
  readonly id: string;
  readonly strict: boolean;
  /** Whether bearer tokens of the admin API are accepted, or only access tokens of the token endpoint. */
  readonly bearerTokens: boolean;
  readonly createdAt: string;
  readonly users: number;
  readonly groups: number;
}

/** What can be set of a tenant; what is undefined stays as it is. */
export interface TenantSettings {
  readonly strict?: boolean | undefined;
  readonly bearerTokens?: boolean | undefined;
}

/** Makes a tenant or changes it. */
export async function putTenant(
  queries: Queries,
  id: string,
  { strict, bearerTokens }: TenantSettings,
): Promise<{ readonly created: boolean }> {
  const [row] = await queries.query<{ created: boolean }>(
    {
      text: `insert into scim.tenants (id, strict, bearer_tokens)
        values ($1, coalesce($2, false), coalesce($3, true))
        on conflict (id) do update set strict = coalesce($2, scim.tenants.strict),
          bearer_tokens = coalesce($3, scim.tenants.bearer_tokens)
        returning xmax = 0 as created`,
    },
    [id, strict ?? null, bearerTokens ?? null],
  );
  return { created: row?.created ?? false };
}

/** The tenant's number; undefined when there is no such tenant. */
export async function readTenantKey(queries: Queries, id: string): Promise<number | undefined> {
  const [row] = await queries.query<{ key: number }>(
    { name: "tenant-key", text: "select key from scim.tenants where id = $1" },
    [id],
  );
  return row?.key;
}

/** Every tenant, or the one of that id, with its number of users and groups. */
export async function readTenants(queries: Queries, id?: string): Promise<readonly TenantRow[]> {
  return queries.query<TenantRow & Record<string, unknown>>(
    {
      text: `select t.id, t.strict, t.bearer_tokens as "bearerTokens", t.created_at as "createdAt",
          coalesce(c.users, 0)::int as users, coalesce(c.groups, 0)::int as groups
        from scim.tenants t
        left join lateral (
          select count(*) filter (where type = 'U') as users, count(*) filter (where type = 'G') as groups
          from scim.resources where tenant = t.key
        ) c on true
        where $1::text is null or t.id = $1
        order by t.id`,
    },
    [id ?? null],
  );
}
