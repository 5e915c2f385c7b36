import type { Queries } from "./database.ts";

/** A line of the change log. */
export interface Change {
  readonly id: string;
  readonly at: string;
  readonly action: "create" | "update" | "delete" | "members";
  readonly resourceType: "User" | "Group";
  readonly resourceId: string;
  /** The token that asked for it. */
  readonly tokenId: string | null;
  readonly requestId: string;
  /** The attributes that changed, as they were; the whole document of a deletion. */
  readonly before: unknown;
  /** The attributes that changed, as they are; the whole document of a creation. */
  readonly after: unknown;
}

/** A place in the log, as `transaction:id`. */
export type ChangePosition = `${string}:${string}`;

export interface ChangePage {
  readonly changes: readonly Change[];
  /** Behind the last change of the page; where it started when the page is empty. */
  readonly next: ChangePosition | undefined;
}

/** Longest page, in characters of what its changes were about; one change may be longer by itself. */
const MAX_CHARACTERS = 1_000_000;

// A transaction that is still running may yet add a change in front of those that are visible. Nothing behind the
// oldest one is returned, so that a reader who continues from there misses none. The order names the table's
// column: a bare `xact` would be the text of the select list, in which 10000 comes before 9999.
const READ = {
  name: "changes",
  text: `select xact::text as xact, id, at, action, case resource_type when 'U' then 'User' else 'Group' end as "resourceType",
      resource_id as "resourceId", token as "tokenId", request as "requestId", before, after
    from (
      select c.*, sum(characters) over (order by c.xact, c.id) - characters as earlier
      from (
        select *, coalesce(length(before::text), 0) + coalesce(length(after::text), 0) as characters
        from scim.changes
        where tenant = (select key from scim.tenants where id = $1)
          and (xact, id) > ($2::xid8, $3::bigint) and xact < pg_snapshot_xmin(pg_current_snapshot())
        order by changes.xact, changes.id limit $4
      ) c
    ) page
    where earlier < ${MAX_CHARACTERS} order by page.xact, page.id`,
};

// The limit is in the order of the index, so that not all changes of a large group are read.
const OF_RESOURCE = {
  name: "changes-of-resource",
  text: `select id, at, action, case resource_type when 'U' then 'User' else 'Group' end as "resourceType",
      resource_id as "resourceId", token as "tokenId", request as "requestId", before, after
    from (
      select c.*, sum(characters) over (order by c.at desc, c.id desc) - characters as earlier
      from (
        select *, coalesce(length(before::text), 0) + coalesce(length(after::text), 0) as characters
        from scim.changes where tenant = (select key from scim.tenants where id = $1) and resource_id = $2
        order by at desc limit $3
      ) c
    ) page
    where earlier < ${MAX_CHARACTERS} order by at desc, id desc`,
};

/** The last changes of one resource, also a deleted one, newest first: up to the limit, less where they are long. */
export async function readChangesOf(
  queries: Queries,
  tenantId: string,
  resourceId: string,
  limit: number,
): Promise<readonly Change[]> {
  return queries.query<Change & Record<string, unknown>>(OF_RESOURCE, [tenantId, resourceId, limit]);
}

/** Reads a tenant's change log in the order of its transactions: up to the limit, less where the changes are long. */
export async function readChanges(
  queries: Queries,
  tenantId: string,
  after: ChangePosition | undefined,
  limit: number,
): Promise<ChangePage> {
  const [xact = "0", id = "0"] = after?.split(":") ?? [];
  const rows = await queries.query<Change & { readonly xact: string }>(READ, [tenantId, xact, id, limit]);
  const last = rows.at(-1);
  return {
    changes: rows.map(({ xact: _xact, ...change }) => change),
    next: last ? `${last.xact}:${last.id}` : after,
  };
}
