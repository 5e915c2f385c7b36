import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { MembersChange } from "../scim/patch/members.ts";
import type { Actor } from "./change.ts";
import type { Queries, Statement } from "./database.ts";
import { HAS_TURN, TURN } from "./turn.ts";

/** The connection's slot among those of a group: the deletion of a user counts in its groups without a turn at them. */
export const SLOT = "pg_backend_pid() % 16";

/**
 * Counts changes of membership for the groups of a query that yields `group_id` and the number of `changes`, in the
 * connection's slot.
 */
export const BUMP_REVISIONS = (groups: string) => `insert into scim.membership_revisions as old
      (tenant, group_id, slot, revision, modified_at)
    select $1, counted.group_id, ${SLOT}, counted.changes, now() from (${groups}) counted
    on conflict (tenant, group_id, slot) do update
      set revision = old.revision + excluded.revision, modified_at = excluded.modified_at`;

const ADDED = `known as (
      select type, id from scim.resources where tenant = $1 and type in ('U', 'G') and id = any($3::uuid[])
    ), ready as (
      select id from target where (select count(*) from known) = cardinality($3::uuid[])
    ), added as (
      insert into scim.memberships (tenant, group_id, member_id, member_type, slot)
      select $1, $2, known.id, known.type, ${SLOT} from known, ready
      on conflict (tenant, group_id, member_id) do nothing
      returning member_id
    )`;

const NONE_ADDED = `known as (select from scim.tenants where false), ready as (select id from target),
    added as (select null::uuid as member_id where false)`;

/**
 * One statement for each kind of change. Whatever the size of the group, only the rows named are touched; `replace` alone
 * looks at all of them. An unknown id changes nothing at all.
 */
function changeStatement(name: string, added: string, removedWhere: string): Statement {
  return {
    name,
    text: `with ${TURN("array[$2::uuid]")}, target as (
      select id from scim.resources where tenant = $1 and type = 'G' and id = $2 and ${HAS_TURN}
    ), ${added}, removed as (
      delete from scim.memberships m using ready
      where m.tenant = $1 and m.group_id = $2 and ${removedWhere}
      returning m.member_id
    ), changed as (
      select array(select member_id from removed) as removed, array(select member_id from added) as added
    ), bumped as (
      ${BUMP_REVISIONS("select $2::uuid as group_id, 1 as changes from changed where removed || added <> '{}'")}
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
      select $1, $5, $6, 'members', 'G', $2,
        case when removed <> '{}' then jsonb_build_object('members', removed) end,
        case when added <> '{}' then jsonb_build_object('members', added) end
      from changed where removed || added <> '{}'
    )
    select exists (select from target) as found,
      (select count(*) from known)::int as known,
      (select cardinality(removed) from changed) as removed`,
  };
}

// Every statement takes the same parameters, used or not.
const UNUSED = (parameter: string) => `(${parameter}::uuid[] is null) is not null`;
const ADD = changeStatement("members_add", ADDED, `false and ${UNUSED("$4")}`);
const REMOVE = changeStatement(
  "members_remove",
  NONE_ADDED,
  `m.member_id = any($4::uuid[]) and ${UNUSED("$3")}`,
);
const BOTH = changeStatement("members_both", ADDED, "m.member_id = any($4::uuid[])");
const REPLACE = changeStatement(
  "members_replace",
  ADDED,
  // Not "<> all", which PostgreSQL would compare one by one: 20,000 ids took more than 10 s in a group of 100,000.
  `not exists (select from unnest($3::uuid[]) as kept (id) where kept.id = m.member_id) and ${UNUSED("$4")}`,
);

function statementFor({ replace, add, remove }: MembersChange): Statement {
  if (replace) return REPLACE;
  if (remove.length === 0) return ADD;
  return add.length === 0 ? REMOVE : BOTH;
}

/** What became of a change of members. */
export type MembersResult =
  | { readonly kind: "done"; readonly removed: number }
  | { readonly kind: "noGroup" }
  /** Nothing was changed: some ids to add belong to no user or group of the tenant. */
  | { readonly kind: "unknownMembers" };

/**
 * Adds and removes members in one statement, with its line in the change log. Every id must be a UUID. To replace all
 * members the transaction must have its turn at the group already: a statement that waits for it sees the members from
 * before its wait.
 */
export async function changeMembers(
  queries: Queries,
  actor: Actor,
  groupId: string,
  change: MembersChange,
): Promise<MembersResult> {
  const values = [actor.tenant, groupId, change.add, change.remove, actor.tokenId, actor.requestId];
  const [row] = await queries.share(actor.tenant, () =>
    queries.query<{ found: boolean; known: number; removed: number }>(statementFor(change), values),
  );
  if (!row?.found) return { kind: "noGroup" };
  if (row.known !== change.add.length) return { kind: "unknownMembers" };
  return { kind: "done", removed: row.removed };
}

/** Those of the ids that belong to no user or group of the tenant. */
export async function unknownMembers(
  queries: Queries,
  tenant: number,
  ids: readonly string[],
): Promise<readonly string[]> {
  const rows = await queries.query<{ id: string }>(
    {
      text: `select wanted.id from unnest($2::uuid[]) wanted (id)
        where not exists (
          select from scim.resources r where r.tenant = $1 and r.type in ('U', 'G') and r.id = wanted.id
        )`,
    },
    [tenant, ids],
  );
  return rows.map(({ id }) => id);
}

/** Members behind an id, in order: a page of a group that is too large to hold. */
export async function readMembers(
  queries: Queries,
  tenant: number,
  groupId: string,
  after: string,
  limit: number,
): Promise<readonly (readonly [id: string, kind: ResourceKind])[]> {
  const rows = await queries.query<{ id: string; kind: ResourceKind }>(
    {
      name: "members_page",
      text: `select member_id as id, member_type as kind from scim.memberships
        where tenant = $1 and group_id = $2 and member_id > $3 order by member_id limit $4`,
    },
    [tenant, groupId, after, limit],
  );
  return rows.map(({ id, kind }) => [id, kind]);
}
