import type { Actor } from "./change.ts";
import type { Queries } from "./database.ts";
import { ADVISORY_LOCK_OF_ONE, IS_LOCKED } from "./lock-resource.ts";
import { BUMP_REVISIONS, SLOT } from "./membership-revisions.ts";

/** Counts the change, and logs it, if the membership in `changed` was written. */
const NOTED = (before: string, after: string) => `bumped as (
      ${BUMP_REVISIONS("select $2::uuid as group_id, 1 as changes from changed")}
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
      select $1, $4, $5, 'members', 'G', $2, ${before}, ${after} from changed
    )`;
const MEMBER = "jsonb_build_object('members', jsonb_build_array(member_id))";

const ADD = {
  name: "member_add_user",
  text: `with ${ADVISORY_LOCK_OF_ONE("$2::uuid")}, changed as (
      insert into scim.memberships (tenant, group_id, member_id, member_type, slot)
      select $1, $2, $3, 'U', ${SLOT} where ${IS_LOCKED}
      on conflict (tenant, group_id, member_id) do nothing
      returning member_id
    ), ${NOTED("null", MEMBER)}
    select`,
};

const REMOVE = {
  name: "member_remove",
  text: `with ${ADVISORY_LOCK_OF_ONE("$2::uuid")}, changed as (
      delete from scim.memberships where tenant = $1 and group_id = $2 and member_id = $3 and ${IS_LOCKED}
      returning member_id
    ), ${NOTED(MEMBER, "null")}
    select (select count(*) from changed)::int as changed,
      exists (select from scim.resources where tenant = $1 and type = 'G' and id = $2) as found`,
};

/** Adds one user to a group; PostgreSQL refuses an id that is no user, or no group, by a foreign key. */
export async function addUser(
  queries: Queries,
  actor: Actor,
  groupId: string,
  memberId: string,
): Promise<void> {
  await queries.query(ADD, [actor.tenant, groupId, memberId, actor.tokenId, actor.requestId]);
}

/** Removes one member. @returns how many were removed; undefined when there is no such group. */
export async function removeMember(
  queries: Queries,
  actor: Actor,
  groupId: string,
  memberId: string,
): Promise<number | undefined> {
  const [row] = await queries.query<{ changed: number; found: boolean }>(REMOVE, [
    actor.tenant,
    groupId,
    memberId,
    actor.tokenId,
    actor.requestId,
  ]);
  return row?.found ? row.changed : undefined;
}
