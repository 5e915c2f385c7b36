import type { BatchWork } from "./batch.ts";
import type { Actor } from "./change.ts";
import type { Queries } from "./database.ts";
import { BUMP_REVISIONS, SLOT } from "./memberships.ts";
import { referenceViolation } from "./sqlstate.ts";
import { HAS_TURN, TURN } from "./turn.ts";

interface Addition {
  readonly actor: Actor;
  readonly groupId: string;
  readonly userIds: readonly string[];
}

// What Entra sends most, with as few steps as it takes. Who is no user, or no group, fails by its reference.
const STATEMENT = {
  name: "members_add_users",
  text: `with ${TURN("$3::uuid[]")}, asked as (
      select request, group_id, member_id
      from unnest($2::int[], $3::uuid[], $4::uuid[]) as a (request, group_id, member_id)
      where ${HAS_TURN}
    ), added as (
      insert into scim.memberships (tenant, group_id, member_id, member_type, slot)
      select $1, group_id, member_id, 'U', ${SLOT} from asked
      on conflict (tenant, group_id, member_id) do nothing
      returning group_id, member_id
    ), changed as (
      select request, group_id, jsonb_agg(member_id) as members
      from added join asked using (group_id, member_id) group by request, group_id
    ), bumped as (
      ${BUMP_REVISIONS("select group_id, count(*) as changes from changed group by group_id order by group_id")}
    )
    insert into scim.changes (tenant, token, request, action, resource_type, resource_id, after)
    select $1, ($5::uuid[])[request], ($6::text[])[request], 'members', 'G', group_id,
      jsonb_build_object('members', members)
    from changed`,
};

const ADD: BatchWork<Addition, boolean> = {
  changes: true,
  async run(queries, tenant, items) {
    // Each pair once: where two requests add the same user, the first one does.
    const pairs = new Map<string, readonly [request: number, groupId: string, userId: string]>();
    items.forEach(({ groupId, userIds }, index) => {
      for (const userId of userIds) {
        const key = groupId + userId;
        // PostgreSQL counts from one.
        if (!pairs.has(key)) pairs.set(key, [index + 1, groupId, userId]);
      }
    });
    const wanted = [...pairs.values()];
    try {
      await queries.query(STATEMENT, [
        tenant,
        wanted.map(([request]) => request),
        wanted.map(([, groupId]) => groupId),
        wanted.map(([, , userId]) => userId),
        items.map(({ actor }) => actor.tokenId),
        items.map(({ actor }) => actor.requestId),
      ]);
    } catch (error) {
      if (items.length > 1 || referenceViolation(error) === undefined) throw error;
      return [false];
    }
    return items.map(() => true);
  },
};

/**
 * Adds users to a group, in one statement with its line in the change log. Every id must be a UUID.
 *
 * @returns false, and nothing is changed, when an id is not that of a user or the group does not exist.
 */
export function addUsers(
  queries: Queries,
  actor: Actor,
  groupId: string,
  userIds: readonly string[],
): Promise<boolean> {
  return queries.batch(ADD, actor.tenant, { actor, groupId, userIds });
}
