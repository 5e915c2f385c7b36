import { badRequest } from "../scim/error.ts";
import type { ResolvedFilter } from "../scim/filter/resolve.ts";
import type { Dialect } from "../scim/leniency.ts";
import { refuseUnknownMembers, type MembersChange } from "../scim/members.ts";
import type { Actor } from "./change.ts";
import type { Queries, Statement } from "./database.ts";
import { memberCondition } from "./filter-relations.ts";
import { ADVISORY_LOCK_OF_ONE, IS_LOCKED } from "./lock-resource.ts";
import { BUMP_REVISIONS, SLOT } from "./membership-revisions.ts";
import { isResourceId } from "./resource-id.ts";
import { Parameters } from "./sql-comparison.ts";
import { referenceViolation } from "./sqlstate.ts";

/*
 * A change of a group's members is written in one of three ways:
 *
 * 1. `addUsers` and `removeMembers` (`shared-members.ts`), a statement that several requests share: users are added, or
 *    members removed, and nothing else happens. Entra sends little else, and the shared round trip and commit halve what an
 *    addition costs (docs/benchmarks.md). One member in a request that is alone has shorter ones (`single-member.ts`).
 * 2. `changeMembers`, a statement for one request: also adds groups, adds and removes, and tells which ids are unknown.
 *    Requests do not share it, because an unknown id must stop its own request and no other.
 * 3. `lockResource`, then `changeMembers` for each step, in a transaction: for what depends on who is a member (a
 *    replacement, a removal by filter, a strict tenant's removal), on the group's version (`If-Match`), or comes together
 *    with other attributes. All statements must see the same members, so no other request may change them in between.
 */

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

/**
 * One statement for each kind of change. It touches only the rows named, whatever the size of the group; only `replace`
 * reads all members. With an unknown id it changes nothing.
 */
function changeStatement(name: string, removedWhere: string): Statement {
  return {
    name,
    text: `with ${ADVISORY_LOCK_OF_ONE("$2::uuid")}, target as (
      select id from scim.resources where tenant = $1 and type = 'G' and id = $2 and ${IS_LOCKED}
    ), ${ADDED}, removed as (
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
const UNUSED = "($4::uuid[] is null) is not null";
const ADD = changeStatement("members_add", `false and ${UNUSED}`);
const BOTH = changeStatement("members_both", "m.member_id = any($4::uuid[])");
const REPLACE = changeStatement(
  "members_replace",
  // Not "<> all", which PostgreSQL would compare one by one: 20,000 ids took more than 10 s in a group of 100,000.
  `not exists (select from unnest($3::uuid[]) as kept (id) where kept.id = m.member_id) and ${UNUSED}`,
);

function statementFor({ replace, remove }: MembersChange): Statement {
  if (replace) return REPLACE;
  return remove.length === 0 ? ADD : BOTH;
}

/**
 * Changes a group's members in one statement, with its line in the change log. To replace all members the transaction must
 * have locked the group: a statement that waits for the lock sees the members from before its wait.
 *
 * @returns how many were removed; undefined when there is no such group.
 * @throws {ScimError} 400 `invalidValue`, and nothing is changed: as {@link refuseUnknownMembers}, when none of the ids
 * that replace all members is known, or when a member is deleted at the same time.
 */
export async function changeMembers(
  queries: Queries,
  actor: Actor,
  dialect: Dialect,
  groupId: string,
  change: MembersChange,
): Promise<number | undefined> {
  const impossible = change.add.filter((id) => !isResourceId(id));
  if (impossible.length > 0) refuseUnknownMembers(impossible, dialect);
  const add = change.add.filter(isResourceId);
  refuseReplacementByUnknown(change, add);
  const remove = change.remove.filter(isResourceId);
  const values = [actor.tenant, groupId, add, remove, actor.tokenId, actor.requestId];
  const row = await queries
    .limited(actor.tenant, () =>
      queries.query<{ found: boolean; known: number; removed: number }>(statementFor(change), values),
    )
    .then(
      ([only]) => only,
      (error: unknown) => deletedMeanwhile(error),
    );
  if (!row?.found) return undefined;
  if (row.known === add.length) return row.removed;
  const unknown = new Set(await unknownMembers(queries, actor.tenant, add));
  refuseUnknownMembers([...unknown], dialect);
  const known = add.filter((id) => !unknown.has(id));
  refuseReplacementByUnknown(change, known);
  return changeMembers(queries, actor, dialect, groupId, { ...change, add: known });
}

/** A strict tenant's unknown members are left out, but a group is emptied only by a client that says so. */
function refuseReplacementByUnknown({ replace, add }: MembersChange, known: readonly string[]): void {
  if (!replace || add.length === 0 || known.length > 0) return;
  throw badRequest("invalidValue", "None of the new members is a user or group of this tenant");
}

/** What the statement saw was deleted before a row could refer to it. */
function deletedMeanwhile(error: unknown): undefined {
  switch (referenceViolation(error)) {
    case "membership_member":
      throw badRequest("invalidValue", "A member was deleted at the same time");
    case "membership_group":
    case "revision_group":
      return undefined;
    default:
      throw error;
  }
}

/** The ids that belong to no user or group of the tenant. */
async function unknownMembers(
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

/** Ids of the members that a filter on their sub-attributes chooses. */
export async function membersWhere(
  queries: Queries,
  tenant: number,
  groupId: string,
  filter: ResolvedFilter,
): Promise<readonly string[]> {
  const parameters = new Parameters([tenant, groupId]);
  const condition = memberCondition(filter, parameters);
  const rows = await queries.query<{ id: string }>(
    {
      text: `select m.member_id as id from scim.memberships m where m.tenant = $1 and m.group_id = $2 and ${condition}`,
    },
    parameters.values,
  );
  return rows.map(({ id }) => id);
}
