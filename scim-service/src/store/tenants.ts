import type { Queries } from "./database.ts";

/** The tenant that {@link ensureTenant} makes for a bootstrap token. */
export const DEFAULT_TENANT = "default";

export interface TenantRow {
  readonly id: string;
  readonly strict: boolean;
  readonly createdAt: string;
  readonly users: number;
  readonly groups: number;
}

/** Makes a tenant or sets its strictness; with `strict` undefined an existing tenant stays as it is. */
export async function putTenant(
  queries: Queries,
  id: string,
  strict: boolean | undefined,
): Promise<{ readonly created: boolean }> {
  const [row] = await queries.query<{ created: boolean }>(
    {
      text: `insert into scim.tenants (id, strict) values ($1, coalesce($2, false))
        on conflict (id) do update set strict = coalesce($2, scim.tenants.strict)
        returning xmax = 0 as created`,
    },
    [id, strict ?? null],
  );
  return { created: row?.created ?? false };
}

/** Every tenant, or the one of that id, with its number of users and groups. */
export async function readTenants(queries: Queries, id?: string): Promise<readonly TenantRow[]> {
  return queries.query<TenantRow & Record<string, unknown>>(
    {
      text: `select t.id, t.strict, t.created_at as "createdAt",
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
