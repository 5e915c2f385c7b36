import type { Queries } from "./database.ts";
import type { RequestBatch } from "./request-batch.ts";

/** A SCIM request as it is kept for the console: no token, no body. */
export interface KeptRequest {
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly requestId: string;
  /** E.g. `User.patch`. */
  readonly operation: string;
  readonly method: string;
  /** Below the base path, with its query. */
  readonly path: string;
  readonly status: number;
  readonly scimType: string | null;
  /** What the reply said about a refusal. */
  readonly detail: string | null;
  /** The leniencies that were used. */
  readonly rules: readonly string[];
  /** Entra's header `ADSCIMVersion`, which holds its ActivityId. */
  readonly entra: string | null;
  readonly milliseconds: number;
  readonly tokenId: string;
  /** The resource that it is about, where the path or the reply names it. */
  readonly resourceId: string | null;
  /** The prepared `userName` or `displayName` in its body or filter. */
  readonly nameKey: string | null;
  readonly externalId: string | null;
}

export interface TenantRequest extends KeptRequest {
  /** The tenant's number. */
  readonly tenant: number;
  /** The members that a request about a group names, each once. */
  readonly memberIds: readonly string[];
}

export interface FoundRequest extends KeptRequest {
  /** Its number in the table, where several may have one request id: the operations of a Bulk. */
  readonly key: string;
  /** What the user or group is called now, where there is one. */
  readonly resourceName: string | null;
}

const INSERT = {
  name: "requests-insert",
  text: `with r as materialized (
      select nextval('scim.requests_id_seq') as id, r.*
      from json_to_recordset($1) as r (tenant integer, at timestamptz, "requestId" text, operation text, method text,
        path text, status smallint, "scimType" text, detail text, rules text[], entra text, milliseconds real,
        "tokenId" uuid, "resourceId" uuid, "nameKey" text, "externalId" text, "memberIds" uuid[])
    ), inserted as (
      insert into scim.requests (tenant, id, at, request, operation, method, path, status, scim_type, detail, rules, entra,
        milliseconds, token, resource_id, name_key, external_id)
      overriding system value
      select tenant, id, at, "requestId", operation, method, path, status, "scimType", detail, rules, entra,
        milliseconds, "tokenId", "resourceId", "nameKey", "externalId" from r
    )
    insert into scim.request_members (tenant, member_id, request)
    select tenant, unnest("memberIds"), id from r`,
};

// In the order of the key, so that two replicas never wait for each other.
const COUNT = {
  name: "requests-count",
  text: `insert into scim.request_counts as c (tenant, hour, name, count)
    select tenant, hour, name, count
    from json_to_recordset($1) as r (tenant integer, hour timestamptz, name text, count bigint) order by 1, 2, 3
    on conflict (tenant, hour, name) do update set count = c.count + excluded.count`,
};

/** Keeps requests, and their counts. */
export async function insertRequests(queries: Queries, batch: RequestBatch): Promise<void> {
  await queries.query(INSERT, [batch.json]);
  await queries.query(COUNT, [JSON.stringify(batch.counts)]);
}

/** Which of a tenant's requests to read: exactly one kind of condition. */
export type RequestSelection =
  | { readonly kind: "all" }
  | { readonly kind: "refused" }
  | {
      readonly kind: "about";
      readonly resourceId: string | null;
      readonly nameKey: string | null;
      readonly externalId: string | null;
    };

const COLUMNS = `id as key, at, request as "requestId", operation, method, path, status, scim_type as "scimType", detail, rules, entra,
  milliseconds, token as "tokenId", resource_id as "resourceId", name_key as "nameKey", external_id as "externalId", (
    select coalesce(nullif(o.document->>'displayName', ''), o.document->>'userName') from scim.resources o
    where o.tenant = requests.tenant and o.type in ('U', 'G') and o.id = resource_id
  ) as "resourceName"`;
const NEWEST = "order by id desc limit $2";
const TENANT = "tenant = (select key from scim.tenants where id = $1)";

const READ = {
  all: {
    name: "requests-all",
    text: `select ${COLUMNS} from scim.requests where ${TENANT} ${NEWEST}`,
  },
  refused: {
    name: "requests-refused",
    text: `select ${COLUMNS} from scim.requests where ${TENANT} and status >= 400 ${NEWEST}`,
  },
  // One part for each index; `union` counts a request once.
  about: {
    name: "requests-about",
    text: `select ${COLUMNS} from scim.requests join (
        (select tenant, id from scim.requests where ${TENANT} and resource_id = $3 ${NEWEST})
        union (select tenant, request from scim.request_members where ${TENANT} and member_id = $3
          order by request desc limit $2)
        union (select tenant, id from scim.requests where ${TENANT} and name_key = $4 ${NEWEST})
        union (select tenant, id from scim.requests where ${TENANT} and external_id = $5 ${NEWEST})
      ) found using (tenant, id) ${NEWEST}`,
  },
} as const;

/** A tenant's requests, newest first. */
export async function readRequests(
  queries: Queries,
  tenant: string,
  selection: RequestSelection,
  limit: number,
): Promise<readonly FoundRequest[]> {
  const about =
    selection.kind === "about" ? [selection.resourceId, selection.nameKey, selection.externalId] : [];
  return queries.query<FoundRequest & Record<string, unknown>>(READ[selection.kind], [
    tenant,
    limit,
    ...about,
  ]);
}

/** A count of one hour. */
export interface RequestCount {
  readonly tenant: string;
  readonly hour: string;
  /** `requests`, `refused`, or `rule:` and the name of a leniency. */
  readonly name: string;
  readonly count: number;
}

/** The counts of the last hours of all tenants, oldest first. */
export async function readRequestCounts(queries: Queries, hours: number): Promise<readonly RequestCount[]> {
  return queries.query<RequestCount & Record<string, unknown>>(
    {
      name: "request-counts",
      text: `select t.id as tenant, c.hour, c.name, c.count::float8 as count
        from scim.tenants t join scim.request_counts c on c.tenant = t.key
        where c.hour > now() - make_interval(hours => $1) order by c.hour, t.id, c.name`,
    },
    [hours],
  );
}
