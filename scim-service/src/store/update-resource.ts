import type { JsonObject } from "../scim/json.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { Actor } from "./change.ts";
import type { Queries, Statement } from "./database.ts";
import type { Keys } from "./resource-keys.ts";
import { REVISION_OF_MEMBERS } from "./membership-revisions.ts";
import { GROUPS, type ResourceRow } from "./resource-row.ts";
import { ADVISORY_LOCK_OF_ONE, IS_LOCKED } from "./lock-resource.ts";

const update = (kind: ResourceKind): Statement => ({
  name: `update_${kind}`,
  text: `with ${ADVISORY_LOCK_OF_ONE("$3::uuid")}, changed as (
      update scim.resources r
      set document = $5, name_key = coalesce($6, name_key), name_scope = $7, external_id = $8, prepared = $13::jsonb,
        prepared_version = case when $6 is not null or prepared_version = version then version + 1 end,
        version = version + 1, modified_at = now()
      where tenant = $1 and type = $2 and id = $3 and version = $4 and ${IS_LOCKED}
      returning tenant, id, version, created_at, modified_at
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
      select $1, $9, $10, 'update', $2, $3, $11, $12 from changed
    )
    select r.version as revision, ${kind === "G" ? `r.version + ${REVISION_OF_MEMBERS}` : "r.version"} as version,
      r.created_at as created, r.modified_at as modified, ${kind === "U" ? GROUPS : "null"} as groups
    from changed r`,
});
const UPDATE: Readonly<Record<ResourceKind, Statement>> = { U: update("U"), G: update("G") };

/** A new document for a resource that is still at a revision. */
export interface Update {
  readonly keys: Keys;
  /**
   * Whether the resource has another name than before. Otherwise its key stays as it is, so that one of two resources
   * whose names became equal by an upgrade can still be changed, disabled for example.
   */
  readonly isRenamed: boolean;
  /** JSON text. */
  readonly document: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Writes an update and its line in the change log; undefined when the resource changed or vanished meanwhile. */
export async function updateResource(
  queries: Queries,
  actor: Actor,
  kind: ResourceKind,
  id: string,
  revision: string,
  update: Update,
): Promise<ResourceRow | undefined> {
  const [row] = await queries.query<
    Omit<ResourceRow, "id" | "kind" | "document" | "members"> & Record<string, unknown>
  >(UPDATE[kind], [
    actor.tenant,
    kind,
    id,
    revision,
    update.document,
    update.isRenamed ? update.keys.name : null,
    update.keys.scope,
    update.keys.externalId,
    actor.tokenId,
    actor.requestId,
    update.before,
    update.after,
    update.keys.prepared ?? null,
  ]);
  return row && { ...row, id, kind, document: update.document, members: null };
}
