import type { Json } from "../scim/json.ts";
import type { Assignment } from "../scim/patch/apply.ts";
import { needsPreparation, preparedValue } from "../scim/prepare.ts";
import type { BatchWork } from "./batch.ts";
import type { Actor } from "./change.ts";
import type { Queries } from "./database.ts";
import { GROUPS, resourceRow, type ResourceRow, type SelectedRow } from "./resource-row.ts";
import { ADVISORY_LOCK, ADVISORY_LOCK_OF_ONE, IS_LOCKED } from "./lock-resource.ts";

interface Asked {
  readonly actor: Actor;
  readonly id: string;
  readonly name: string;
  readonly value: Json;
  /** The value as filters compare it, where that differs by more than the case of ASCII letters. */
  readonly prepared: Json | undefined;
}

/** @param name SQL of the attribute's name, as `value` and `prepared` are of what it becomes. */
const SET = (name: string, value: string, prepared: string) => `update scim.resources r
      set document = held.document || jsonb_build_object(${name}, ${value}),
        prepared = case when held.prepared is not null or ${prepared} is not null then
          coalesce(held.prepared, held.document) || jsonb_build_object(${name}, coalesce(${prepared}, ${value})) end,
        prepared_version = case when r.prepared_version = r.version then r.version + 1 end,
        version = r.version + 1, modified_at = now()`;
const LOG = (
  name: string,
  value: string,
) => `case when before is null then '{}' else jsonb_build_object(${name}, before) end,
        jsonb_build_object(${name}, ${value})`;
const ROW = `select r.id, r.version, r.created_at as created, r.modified_at as modified, r.document::text as document,
      ${GROUPS} as groups
    from changed r`;

const TOGETHER = {
  name: "assign",
  text: `with ${ADVISORY_LOCK("$2::uuid[]")}, asked as (
      select id, name, value, prepared, token, request
      from jsonb_to_recordset($3::jsonb)
        as a (id uuid, name text, value jsonb, prepared jsonb, token uuid, request text)
    ), held as (
      select id, document, prepared from scim.resources
      where tenant = $1 and type = 'U' and id = any($2::uuid[]) and ${IS_LOCKED} for no key update
    ), changed as (
      ${SET("asked.name", "asked.value", "asked.prepared")}
      from held join asked using (id)
      where r.tenant = $1 and r.type = 'U' and r.id = held.id
        and held.document->asked.name is distinct from asked.value
      returning r.tenant, r.id, r.version, r.created_at, r.modified_at, r.document,
        asked.name, held.document->asked.name as before, asked.value, asked.token, asked.request
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
      select $1, token, request, 'update', 'U', id, ${LOG("name", "value")}
      from changed
    )
    ${ROW}`,
};

const ALONE = {
  name: "assign_alone",
  text: `with ${ADVISORY_LOCK_OF_ONE("$2::uuid")}, held as (
      select document, prepared from scim.resources
      where tenant = $1 and type = 'U' and id = $2 and ${IS_LOCKED} for no key update
    ), changed as (
      ${SET("$3::text", "$4::jsonb", "$5::jsonb")}
      from held
      where r.tenant = $1 and r.type = 'U' and r.id = $2 and held.document->$3 is distinct from $4
      returning r.tenant, r.id, r.version, r.created_at, r.modified_at, r.document, held.document->$3 as before
    ), logged as (
      insert into scim.changes (tenant, token, request, action, resource_type, resource_id, before, after)
      select $1, $6, $7, 'update', 'U', id, ${LOG("$3", "$4")}
      from changed
    )
    ${ROW}`,
};

const ASSIGN: BatchWork<Asked, ResourceRow | undefined> = {
  changes: true,
  // A statement can change a row only once.
  keysOf: ({ id }) => [id],
  async run(queries, tenant, items) {
    const asked = items.map(({ actor, id, name, value, prepared }) => ({
      id,
      name,
      value,
      prepared,
      token: actor.tokenId,
      request: actor.requestId,
    }));
    const rows = await queries.query<SelectedRow>(TOGETHER, [
      tenant,
      items.map(({ id }) => id),
      JSON.stringify(asked),
    ]);
    const byId = new Map(rows.map((row) => [row.id, resourceRow(row, "U")]));
    return items.map(({ id }) => byId.get(id));
  },
  async runAlone(queries, tenant, { actor, id, name, value, prepared }) {
    const [row] = await queries.query<SelectedRow>(ALONE, [
      tenant,
      id,
      name,
      JSON.stringify(value),
      prepared === undefined ? null : JSON.stringify(prepared),
      actor.tokenId,
      actor.requestId,
    ]);
    return row && resourceRow(row, "U");
  },
};

/**
 * Sets one top-level attribute of a user, with its line in the change log, in one statement: the row is locked, read and
 * written without a round trip in between. Undefined when nothing changed or there is no such user.
 */
export function assignAttribute(
  queries: Queries,
  actor: Actor,
  id: string,
  { attribute, value }: Assignment,
): Promise<ResourceRow | undefined> {
  const isSpecial = typeof value === "string" && needsPreparation(value);
  const prepared = isSpecial ? preparedValue(attribute, value) : undefined;
  return queries.batch(ASSIGN, actor.tenant, { actor, id, name: attribute.name, value, prepared });
}
