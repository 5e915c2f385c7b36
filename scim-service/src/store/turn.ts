/**
 * Takes a turn at each resource that a statement is going to change, in the order of their ids: an advisory lock that ends
 * with the transaction. Whoever changes the same resource waits here, before anything is locked or written. So
 * - two changes never wait for each other (no deadlock between changes of members, a PUT of the group and its deletion),
 * - a transaction gets its number when it has its turn: the change log, which is read by these numbers, has the changes of
 *   a resource in the order in which they took effect.
 *
 * Exceptions: a new resource, which nobody else can know, and the groups of a user who is deleted, whose memberships go
 * under the lock of the user's row. A statement that waits here sees the rows as they were before its wait, except those
 * that it locks or writes.
 *
 * @param ids SQL of an array of uuids.
 * @returns a common table expression `turn`; what must wait for it says {@link HAS_TURN}.
 */
export const TURN = (ids: string) => `turn as materialized (
      select count(pg_advisory_xact_lock(hashtextextended(id::text, 0))) as taken
      from (select distinct id from unnest(${ids}) as t (id) order by id) ordered
    )`;

/** A condition that is true when the statement has its turns. */
export const HAS_TURN = "(select taken from turn) > 0";
