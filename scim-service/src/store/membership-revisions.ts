/** The connection's slot among those of a group: the deletion of a user counts in its groups without a lock on them. */
export const SLOT = "pg_backend_pid() % 16";

/**
 * Counts changes of membership for the groups of a query that yields `group_id` and the number of `changes`, in the
 * connection's slot. `$1` is the tenant.
 */
export const BUMP_REVISIONS = (groups: string) => `insert into scim.membership_revisions as old
      (tenant, group_id, slot, revision, modified_at)
    select $1, counted.group_id, ${SLOT}, counted.changes, now() from (${groups}) counted
    on conflict (tenant, group_id, slot) do update
      set revision = old.revision + excluded.revision, modified_at = excluded.modified_at`;

/** How often the membership of the group `r` changed. */
export const REVISION_OF_MEMBERS = `coalesce((
    select sum(v.revision)::bigint from scim.membership_revisions v where v.tenant = r.tenant and v.group_id = r.id
  ), 0)`;

/** When the group `r` or its membership changed last. */
export const GROUP_MODIFIED_AT = `greatest(r.modified_at, (
    select max(v.modified_at) from scim.membership_revisions v where v.tenant = r.tenant and v.group_id = r.id
  ))`;
