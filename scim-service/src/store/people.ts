import type { Queries } from "./database.ts";

/** A user or group as a search finds it. */
export interface FoundResource {
  readonly id: string;
  readonly type: "User" | "Group";
  /** `userName`, or a group's `displayName`. */
  readonly name: string;
  readonly displayName: string | null;
  readonly externalId: string | null;
  /** Null for a group. */
  readonly active: string | null;
  readonly modifiedAt: string;
}

/** A {@link FoundResource} of a row `r`. */
export const FOUND_COLUMNS = `r.id, case r.type when 'U' then 'User' else 'Group' end as type,
  coalesce(r.document->>'userName', r.document->>'displayName', '') as name,
  r.document->>'displayName' as "displayName", r.external_id as "externalId", r.document->>'active' as active,
  r.modified_at as "modifiedAt"`;
/** The condition on a row `r` that its tenant has the id `$1`. */
export const ofTenant = "r.tenant = (select key from scim.tenants where id = $1)";

/** The first users and groups of a tenant by name. */
export async function firstResources(
  queries: Queries,
  tenant: string,
  limit: number,
): Promise<readonly FoundResource[]> {
  return queries.query<FoundResource & Record<string, unknown>>(
    {
      name: "people",
      text: `select ${FOUND_COLUMNS} from scim.resources r where ${ofTenant} order by r.name_key limit $2`,
    },
    [tenant, limit],
  );
}

/** A user or group with what stands beside it. */
export interface ResourceDetails extends FoundResource {
  readonly createdAt: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly nameKey: string;
  /** A user's groups or a group's members, {@link MAX_RELATED} at most. */
  readonly related: readonly { readonly id: string; readonly name: string }[];
  readonly manager: { readonly id: string; readonly name: string } | null;
}

const MAX_RELATED = 100;
const NAMED = "o.id, coalesce(nullif(o.document->>'displayName', ''), o.document->>'userName') as name";
const MANAGER = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/** One user or group; undefined when the tenant has none of that id. */
export async function readDetails(
  queries: Queries,
  tenant: string,
  id: string,
): Promise<ResourceDetails | undefined> {
  const [row] = await queries.query<ResourceDetails & Record<string, unknown>>(
    {
      name: "person",
      text: `select ${FOUND_COLUMNS}, r.created_at as "createdAt", r.document, r.name_key as "nameKey",
          coalesce((select json_agg(x order by x.name) from (
            (select ${NAMED} from scim.memberships m
              join scim.resources o on o.tenant = m.tenant and o.type = 'G' and o.id = m.group_id
              where r.type = 'U' and m.tenant = r.tenant and m.member_id = r.id limit ${MAX_RELATED})
            union all
            (select ${NAMED} from scim.memberships m
              join scim.resources o on o.tenant = m.tenant and o.type = m.member_type and o.id = m.member_id
              where r.type = 'G' and m.tenant = r.tenant and m.group_id = r.id limit ${MAX_RELATED})
            ) x), '[]') as related,
          (select row_to_json(x) from (select ${NAMED} from scim.resources o
            where o.tenant = r.tenant and o.type = 'U' and o.id = (
              select value::uuid from (select r.document->'${MANAGER}'->'manager'->>'value' as value) v
              where value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$')) x) as manager
        from scim.resources r where ${ofTenant} and r.id = $2 and r.type in ('U', 'G')`,
    },
    [tenant, id],
  );
  return row;
}
