import type { BatchWork } from "./batch.ts";
import type { Actor } from "./change.ts";
import type { Queries } from "./database.ts";
import { ADVISORY_LOCK, IS_LOCKED } from "./lock-resource.ts";
import { BUMP_REVISIONS, SLOT } from "./membership-revisions.ts";
import { addUser, removeMember } from "./single-member.ts";
import { referenceViolation } from "./sqlstate.ts";

interface SharedChange {
  readonly actor: Actor;
  readonly groupId: string;
  readonly adds: boolean;
  readonly memberIds: readonly string[];
}

const ADD_ASKED = `insert into scim.memberships (tenant, group_id, member_id, member_type, slot)
      select $1, group_id, member_id, 'U', ${SLOT} from asked`;
const LOG = `insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
    select $1, ($5::uuid[])[request], ($6::text[])[request], 'members', 'G', group_id,`;

// The most frequent change, in as few steps as possible. An id that is no user, or no group, violates a foreign key.
const ADD = {
  name: "members_add_users",
  text: `with ${ADVISORY_LOCK("$3::uuid[]")}, asked as (
      select request, group_id, member_id
      from unnest($2::int[], $3::uuid[], $4::uuid[]) as a (request, group_id, member_id)
      where ${IS_LOCKED}
    ), added as (
      ${ADD_ASKED}
      on conflict (tenant, group_id, member_id) do nothing
      returning group_id, member_id
    ), changed as (
      select request, group_id, jsonb_agg(member_id) as members
      from added join asked using (group_id, member_id) group by request, group_id
    ), bumped as (
      ${BUMP_REVISIONS("select group_id, count(*) as changes from changed group by group_id order by group_id")}
    )
    ${LOG} null, jsonb_build_object('members', members) from changed`,
};

// Additions and removals. Batches.add sees to it that no membership is in two items: a statement writes a row once.
const CHANGE = {
  name: "members_change",
  text: `with ${ADVISORY_LOCK("$3::uuid[]")}, asked as (
      select request, group_id, member_id, adds
      from unnest($2::int[], $3::uuid[], $4::uuid[], $7::boolean[]) as a (request, group_id, member_id, adds)
      where ${IS_LOCKED}
    ), removed as (
      delete from scim.memberships m using asked a
      where not a.adds and m.tenant = $1 and m.group_id = a.group_id and m.member_id = a.member_id
      returning m.group_id, m.member_id
    ), added as (
      ${ADD_ASKED} where adds
      on conflict (tenant, group_id, member_id) do nothing
      returning group_id, member_id
    ), changed as (
      select request, adds, group_id, jsonb_build_object('members', jsonb_agg(member_id)) as members, count(*) as members_changed
      from (table removed union all table added) written join asked using (group_id, member_id)
      group by request, adds, group_id
    ), bumped as (
      ${BUMP_REVISIONS("select group_id, count(*) as changes from changed group by group_id order by group_id")}
    ), logged as (
      ${LOG} case when not adds then members end, case when adds then members end from changed
    )
    select distinct request,
      coalesce((select c.members_changed from changed c where c.request = a.request), 0)::int as changed,
      exists (select from scim.resources r where r.tenant = $1 and r.type = 'G' and r.id = a.group_id) as found
    from asked a where not adds`,
};

/** For an addition whether it was made; for a removal how many were removed, undefined when there is no such group. */
type Result = boolean | number | undefined;

const WORK: BatchWork<SharedChange, Result> = {
  changes: true,
  keysOf: ({ groupId, memberIds }) => memberIds.map((id) => groupId + id),
  async run(queries, tenant, items) {
    // PostgreSQL counts from one.
    const wanted = items.flatMap(({ memberIds, ...item }, index) =>
      memberIds.map((memberId) => ({ ...item, memberId, request: index + 1 })),
    );
    const values = [
      tenant,
      wanted.map(({ request }) => request),
      wanted.map(({ groupId }) => groupId),
      wanted.map(({ memberId }) => memberId),
      items.map(({ actor }) => actor.tokenId),
      items.map(({ actor }) => actor.requestId),
    ];
    try {
      if (items.every(({ adds }) => adds)) {
        await queries.query(ADD, values);
        return items.map(() => true);
      }
      const rows = await queries.query<{ request: number; changed: number; found: boolean }>(CHANGE, [
        ...values,
        wanted.map(({ adds }) => adds),
      ]);
      const removals = new Map(
        rows.map(({ request, changed, found }) => [request, found ? changed : undefined]),
      );
      return items.map(({ adds }, index) => adds || removals.get(index + 1));
    } catch (error) {
      if (items.length > 1) throw error;
      return items.map(({ adds }) => refused(error, adds));
    }
  },
  runAlone(queries, _tenant, { actor, groupId, adds, memberIds: [memberId, ...others] }) {
    if (memberId === undefined || others.length > 0) return undefined;
    const result = adds
      ? addUser(queries, actor, groupId, memberId).then(() => true)
      : removeMember(queries, actor, groupId, memberId);
    return result.catch((error: unknown) => refused(error, adds));
  },
};

/** A foreign key says that an added id is no user, or that there is no such group. */
function refused(error: unknown, adds: boolean): false | undefined {
  if (referenceViolation(error) === undefined) throw error;
  return adds ? false : undefined;
}

/**
 * Adds users to a group, with their line in the change log, in a statement that other requests may share. Every id must be
 * that of {@link isResourceId} and there once.
 *
 * @returns false, and nothing is changed, when an id is not that of a user or the group does not exist.
 */
export async function addUsers(
  queries: Queries,
  actor: Actor,
  groupId: string,
  memberIds: readonly string[],
): Promise<boolean> {
  return (await queries.batch(WORK, actor.tenant, { actor, groupId, adds: true, memberIds })) === true;
}

/**
 * Removes members from a group, in the same way as {@link addUsers}; one who is no member is passed over.
 *
 * @returns how many were removed; undefined when there is no such group.
 */
export async function removeMembers(
  queries: Queries,
  actor: Actor,
  groupId: string,
  memberIds: readonly string[],
): Promise<number | undefined> {
  const result = await queries.batch(WORK, actor.tenant, { actor, groupId, adds: false, memberIds });
  return typeof result === "number" ? result : undefined;
}
