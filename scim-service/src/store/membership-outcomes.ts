import type { Queries } from "./database.ts";

/** What a request about a group did, by the change log, to a member that it names. */
export interface MembershipOutcome {
  /** As in `FoundRequest.key`. */
  readonly key: string;
  /**
   * What happened to the membership, in this order: true where it was added. All operations of a Bulk about one group share
   * a request id, so each has what they did together.
   */
  readonly steps: readonly boolean[];
  /** Whether all changes that could be the request's were read. Otherwise no step does not mean that nothing changed. */
  readonly isComplete: boolean;
}

/**
 * Time between a request and its change, by two clocks: the service's, when it began to work on the request, and
 * PostgreSQL's, when the change's transaction began.
 */
const WINDOW = "interval '5 minutes'";
/** Most changes of the group that are read before a request, and as many after: during a first cycle one has thousands a minute. */
export const MAX_CHANGES = 1_000;

const TENANT = "(select key from scim.tenants where id = $1)";
// Nearest to the request first. What a change was about is only looked into where it is this request's.
const near = (isLater: boolean) => `(
        select ${isLater} as "isLater", c.id, c.action = 'members' and c.request = r.request as "isOwn", c.before, c.after
        from scim.changes c
        where c.tenant = r.tenant and c.resource_id = r.resource_id
          and ${isLater ? `c.at >= r.at and c.at < r.at + ${WINDOW}` : `c.at < r.at and c.at > r.at - ${WINDOW}`}
        order by c.at ${isLater ? "" : "desc"} limit ${MAX_CHANGES}
      )`;
const ADDED = "coalesce(near.after->'members' ? $2::uuid::text, false)";
const REMOVED = "coalesce(near.before->'members' ? $2::uuid::text, false)";

// An operator may have purged the log: what came before its first line is not known.
const OUTCOMES = {
  name: "membership-outcomes",
  text: `select r.id as key, coalesce(found.steps, '{}') as steps,
      r.resource_id is not null and earlier < ${MAX_CHANGES} and later < ${MAX_CHANGES} and coalesce(r.at >= (
        select at from scim.changes where tenant = ${TENANT} order by xact, id limit 1
      ), false) as "isComplete"
    from (
      select tenant, request from scim.request_members
      where tenant = ${TENANT} and member_id = $2 order by request desc limit $3
    ) named
    join scim.requests r on r.tenant = named.tenant and r.id = named.request
    cross join lateral (
      select count(*) filter (where not "isLater") as earlier, count(*) filter (where "isLater") as later,
        array_agg(${ADDED} order by near.id) filter (where "isOwn" and (${ADDED} or ${REMOVED})) as steps
      from (${near(false)} union all ${near(true)}) near
    ) found
    where r.operation in ('Group.create', 'Group.replace', 'Group.patch')`,
};

/**
 * What the newest requests that name a resource as a member of a group did to its membership.
 *
 * @param limit of requests, whatever they asked for.
 */
export async function readMembershipOutcomes(
  queries: Queries,
  tenantId: string,
  memberId: string,
  limit: number,
): Promise<readonly MembershipOutcome[]> {
  return queries.query<MembershipOutcome & Record<string, unknown>>(OUTCOMES, [tenantId, memberId, limit]);
}
