import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { BatchWork } from "./batch.ts";
import type { Actor } from "./change.ts";
import type { Queries } from "./database.ts";
import type { Keys } from "./resource-keys.ts";
import type { ResourceRow } from "./resource-row.ts";

interface NewResource {
  readonly actor: Actor;
  readonly id: string;
  readonly keys: Keys;
  /** JSON text. */
  readonly document: string;
}

const INSERT = `insert into scim.resources
          (tenant, type, id, name_key, name_scope, external_id, document, prepared, prepared_version)`;
const LOG = `insert into scim.changes (tenant, token, request, action, resource_type, resource_id, after)`;

const create = (kind: ResourceKind): BatchWork<NewResource, ResourceRow | undefined> => {
  // In the order of their names, so that two batches with the same names wait for each other instead of deadlocking.
  const together = {
    name: `create_${kind}`,
    text: `with asked as (
        select id, name, scope, "externalId", document, prepared, token, request
        from jsonb_to_recordset($2::jsonb) as a (id uuid, name text, scope uuid, "externalId" text, document jsonb,
          prepared jsonb, token uuid, request text)
      ), made as (
        ${INSERT}
        select $1, '${kind}', id, name, scope, "externalId", document, prepared, 1 from asked order by name, scope
        on conflict on constraint resource_name do nothing
        returning id, created_at, document
      ), logged as (
        ${LOG}
        select $1, token, request, 'create', '${kind}', id, made.document from made join asked using (id)
      )
      select id, created_at as created from made`,
  };
  const alone = {
    name: `create_${kind}_alone`,
    text: `with made as (
        ${INSERT}
        values ($1, '${kind}', $2, $3, $4, $5, $6, $7, 1)
        on conflict on constraint resource_name do nothing
        returning id, created_at, document
      ), logged as (
        ${LOG}
        select $1, $8, $9, 'create', '${kind}', id, document from made
      )
      select created_at as created from made`,
  };
  return {
    changes: true,
    async run(queries, tenant, items) {
      const asked = items.map(({ actor, id, keys, document }) => {
        const { prepared, ...columns } = keys;
        const head = JSON.stringify({ id, ...columns, token: actor.tokenId, request: actor.requestId });
        const searched = prepared === undefined ? "" : `,"prepared":${prepared}`;
        return `${head.slice(0, -1)},"document":${document}${searched}}`;
      });
      const rows = await queries.query<{ id: string; created: string }>(together, [
        tenant,
        `[${asked.join(",")}]`,
      ]);
      const created = new Map(rows.map((row) => [row.id, row.created]));
      return items.map(({ id, document }) => made(kind, id, document, created.get(id)));
    },
    async runAlone(queries, tenant, { actor, id, keys, document }) {
      const { name, scope, externalId, prepared } = keys;
      const [row] = await queries.query<{ created: string }>(alone, [
        tenant,
        id,
        name,
        scope,
        externalId,
        document,
        prepared ?? null,
        actor.tokenId,
        actor.requestId,
      ]);
      return made(kind, id, document, row?.created);
    },
  };
};
const CREATE: Readonly<Record<ResourceKind, BatchWork<NewResource, ResourceRow | undefined>>> = {
  U: create("U"),
  G: create("G"),
};

function made(
  kind: ResourceKind,
  id: string,
  document: string,
  created: string | undefined,
): ResourceRow | undefined {
  if (created === undefined) return undefined;
  const version = "1";
  return {
    id,
    kind,
    version,
    revision: version,
    created,
    modified: created,
    document,
    groups: null,
    members: null,
  };
}

/**
 * Stores a new resource and its line in the change log, in one statement.
 *
 * @param document JSON text.
 * @returns undefined when the name is taken.
 */
export function createResource(
  queries: Queries,
  actor: Actor,
  kind: ResourceKind,
  id: string,
  keys: Keys,
  document: string,
): Promise<ResourceRow | undefined> {
  return queries.batch(CREATE[kind], actor.tenant, { actor, id, keys, document });
}
