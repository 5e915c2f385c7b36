import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { Queries } from "./database.ts";

/**
 * Takes an advisory lock on each resource that a statement changes, in the order of their ids; it ends with the
 * transaction. Other changes of the same resource wait here, before they lock or write a row. Therefore
 * - two changes never wait for each other: no deadlock between changes of members, a PUT of the group and its deletion,
 * - a transaction gets its number when it has the lock: the change log, which is read by these numbers, lists the changes
 *   of a resource in the order in which they took effect.
 *
 * Two changes take no lock: the creation of a resource, whose id no other request knows, and the removal of a deleted user
 * from its groups, which happens under the lock of the user's row. A statement that waits for the lock sees rows as they
 * were before its wait, except those that it locks or writes.
 *
 * @param ids SQL of an array of uuids.
 * @returns a common table expression `advisory`; what must not run before it has the locks says {@link IS_LOCKED}.
 */
export const ADVISORY_LOCK = (ids: string) => `advisory as materialized (
      select count(pg_advisory_xact_lock(hashtextextended(id::text, 0))) as locks
      from (select distinct id from unnest(${ids}) as t (id) order by id) ordered
    )`;

/** {@link ADVISORY_LOCK} on one resource: nothing to put in order. @param id SQL of a uuid. */
export const ADVISORY_LOCK_OF_ONE = (id: string) => `advisory as materialized (
      select count(pg_advisory_xact_lock(hashtextextended(${id}::text, 0))) as locks
    )`;

/** A condition that is true when the statement has its {@link ADVISORY_LOCK}. */
export const IS_LOCKED = "(select locks from advisory) > 0";

/** For a change, while others may still refer to the row, or for a deletion. */
type Strength = "no key update" | "update";

/**
 * Locks a resource until the transaction ends: the advisory lock, then its row. The statements that follow see what was
 * changed before.
 *
 * @returns false when there is no such resource.
 */
export async function lockResource(
  queries: Queries,
  tenant: number,
  kind: ResourceKind,
  id: string,
  strength: Strength,
): Promise<boolean> {
  const statement = {
    name: `lock_${strength}`,
    text: `with ${ADVISORY_LOCK_OF_ONE("$3::uuid")}
      select 1 from scim.resources where tenant = $1 and type = $2 and id = $3 and ${IS_LOCKED} for ${strength}`,
  };
  const rows = await queries.query(statement, [tenant, kind, id]);
  return rows.length > 0;
}
