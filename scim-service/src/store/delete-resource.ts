import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { Actor } from "./change.ts";
import type { Database } from "./database.ts";
import { lockResource } from "./lock-resource.ts";
import { BUMP_REVISIONS, REVISION_OF_MEMBERS } from "./membership-revisions.ts";

const VERSION = {
  name: "delete_version",
  text: `select r.version + ${REVISION_OF_MEMBERS} as version from scim.resources r
    where r.tenant = $1 and r.type = $2 and r.id = $3`,
};

// Before the cascade, which would look for them slot by slot.
const EMPTY = {
  name: "delete_members",
  text: "delete from scim.memberships where tenant = $1 and group_id = $2",
};

// The groups that list the resource change with it.
const DELETE = {
  name: "delete",
  text: `with listed as (
      delete from scim.memberships where tenant = $1 and member_id = $3 returning group_id
    ), bumped as (
      ${BUMP_REVISIONS("select group_id, 1 as changes from listed order by group_id")}
    ), gone as (
      delete from scim.resources where tenant = $1 and type = $2 and id = $3 returning document
    )
    insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
    select $1, $4::uuid, $5, 'delete', $2, $3::uuid, document, null::jsonb from gone
    union all
    select $1, $4::uuid, $5, 'members', 'G', group_id, jsonb_build_object('members', jsonb_build_array($3::text)), null
    from listed`,
};

/**
 * Deletes a resource and its memberships, with the lines of both in the change log. The row is locked first, in a statement
 * of its own, so that a membership that is added at the same time is seen.
 *
 * @param check called with the version before anything is deleted; what it throws stops the deletion.
 * @returns false when there is no such resource.
 */
export function deleteResource(
  database: Database,
  actor: Actor,
  kind: ResourceKind,
  id: string,
  check: (version: string) => void,
): Promise<boolean> {
  return database.transaction(actor.tenant, async (queries) => {
    if (!(await lockResource(queries, actor.tenant, kind, id, "update"))) return false;
    const [row] = await queries.query<{ version: string }>(VERSION, [actor.tenant, kind, id]);
    if (row) check(row.version);
    if (kind === "G") await queries.query(EMPTY, [actor.tenant, id]);
    await queries.query(DELETE, [actor.tenant, kind, id, actor.tokenId, actor.requestId]);
    return true;
  });
}
