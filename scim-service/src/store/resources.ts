import { randomUUIDv7 } from "node:crypto";
import type { Json, JsonObject } from "../scim/json.ts";
import type { ResourceKind, ResourceType } from "../scim/schema/resource-type.ts";
import type { Actor } from "./change.ts";
import type { Queries, Statement } from "./database.ts";
import {
  GROUPS,
  REVISION_OF_MEMBERS,
  selectResources,
  type Reading,
  type ResourceRow,
} from "./resource-row.ts";

/** A version 7 UUID: unique, and later ones sort behind earlier ones, so that pages by id are in order of creation. */
export function newResourceId(): string {
  return randomUUIDv7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be the id of a resource; only then may it reach a `uuid` column. */
export function isResourceId(text: string): boolean {
  return UUID.test(text);
}

const NIL = "00000000-0000-0000-0000-000000000000";

/** The columns that repeat parts of a document for its indexes. */
export interface Keys {
  readonly name: string;
  readonly scope: string;
  readonly externalId: string | null;
}

/** @param uniqueName whether no other resource of the type may have the same name, in any case. */
export function keysOf(type: ResourceType, id: string, document: JsonObject, uniqueName: boolean): Keys {
  const name = document[type.name === "User" ? "userName" : "displayName"];
  const externalId = document["externalId"];
  return {
    name: nameKey(typeof name === "string" ? name : ""),
    scope: uniqueName ? NIL : id,
    externalId: typeof externalId === "string" ? externalId : null,
  };
}

/** How names are compared: without case, everything else literally. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

const CREATE: Statement = {
  name: "create",
  text: `with made as (
      insert into scim.resources (tenant, type, id, name_key, name_scope, external_id, document)
      values ($1, $2, $3, $4, $5, $6, $7)
      returning created_at, document
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, after)
      select $1, $8, $9, 'create', $2, $3, document from made
    )
    select created_at as created from made`,
};

/**
 * Stores a new resource and its line in the change log, in one statement. A name that is taken comes as PostgreSQL's
 * unique violation of `resource_name`.
 */
export async function createResource(
  queries: Queries,
  actor: Actor,
  kind: ResourceKind,
  id: string,
  keys: Keys,
  document: string,
): Promise<ResourceRow> {
  const [row] = await queries.query<{ created: string }>(CREATE, [
    actor.tenant,
    kind,
    id,
    keys.name,
    keys.scope,
    keys.externalId,
    document,
    actor.tokenId,
    actor.requestId,
  ]);
  const created = row?.created ?? "";
  return {
    id,
    kind,
    version: "1",
    revision: "1",
    created,
    modified: created,
    document,
    groups: null,
    members: null,
  };
}

const reads = new Map<string, Statement>();

/** One resource by its id; undefined when the tenant has none of that type. */
export async function readResource(
  queries: Queries,
  tenant: number,
  kind: ResourceKind,
  id: string,
  reading: Reading,
): Promise<ResourceRow | undefined> {
  const name = `read_${kind}_${Number(reading.groups)}${Number(reading.members)}`;
  let statement = reads.get(name);
  if (!statement) {
    statement = {
      name,
      text: `${selectResources(kind, reading)} where r.tenant = $1 and r.type = '${kind}' and r.id = $2`,
    };
    reads.set(name, statement);
  }
  const [row] = await queries.query<ResourceRow & Record<string, unknown>>(statement, [tenant, id]);
  return row;
}

const update = (kind: ResourceKind): Statement => ({
  name: `update_${kind}`,
  text: `with changed as (
      update scim.resources r
      set document = $5, name_key = $6, name_scope = $7, external_id = $8, version = version + 1, modified_at = now()
      where tenant = $1 and type = $2 and id = $3 and version = $4
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
  readonly document: JsonObject;
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
  const document = JSON.stringify(update.document);
  const [row] = await queries.query<
    Omit<ResourceRow, "id" | "kind" | "document" | "members"> & Record<string, unknown>
  >(UPDATE[kind], [
    actor.tenant,
    kind,
    id,
    revision,
    document,
    update.keys.name,
    update.keys.scope,
    update.keys.externalId,
    actor.tokenId,
    actor.requestId,
    update.before,
    update.after,
  ]);
  return row && { ...row, id, kind, document, members: null };
}

const ASSIGN: Statement = {
  name: "assign",
  text: `with held as (
      select document from scim.resources
      where tenant = $1 and type = 'U' and id = $2 for no key update
    ), changed as (
      update scim.resources r
      set document = held.document || jsonb_build_object($3::text, $4::jsonb), version = r.version + 1, modified_at = now()
      from held
      where r.tenant = $1 and r.type = 'U' and r.id = $2 and held.document->$3 is distinct from $4
      returning r.tenant, r.id, r.version, r.created_at, r.modified_at, r.document, held.document->$3 as before
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
      select $1, $5, $6, 'update', 'U', $2,
        case when before is null then '{}' else jsonb_build_object($3, before) end, jsonb_build_object($3, $4)
      from changed
    )
    select r.version, r.version as revision, r.created_at as created, r.modified_at as modified,
      r.document::text as document, ${GROUPS} as groups
    from changed r`,
};

/**
 * Sets one top-level attribute of a user in one statement: the row is locked, read and written without a round trip in
 * between. Undefined when nothing changed or there is no such user.
 */
export async function assignAttribute(
  queries: Queries,
  actor: Actor,
  id: string,
  { name, value }: { readonly name: string; readonly value: Json },
): Promise<ResourceRow | undefined> {
  const [row] = await queries.query<Omit<ResourceRow, "id" | "kind" | "members"> & Record<string, unknown>>(
    ASSIGN,
    [actor.tenant, id, name, JSON.stringify(value), actor.tokenId, actor.requestId],
  );
  return row && { ...row, id, kind: "U", members: null };
}
