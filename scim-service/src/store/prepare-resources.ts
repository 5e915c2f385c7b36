import type { JsonObject } from "../scim/json.ts";
import { needsPreparation, preparedDocument } from "../scim/prepare.ts";
import type { Catalog } from "../scim/schema/catalog.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import type { Queries } from "./database.ts";
import { nameKey } from "./resource-keys.ts";
import { uniqueViolation } from "./sqlstate.ts";

/** Two resources of one type and tenant whose names became equal: they were stored when names were compared otherwise. */
export interface Collision {
  readonly tenant: string;
  readonly type: "User" | "Group";
  /** The one that is found by the name. */
  readonly found: string;
  /** The one that is found by its id only, until one of them is renamed or deleted. */
  readonly hidden: string;
}

export interface Preparation {
  /** How many resources were prepared. */
  readonly prepared: number;
  readonly collisions: readonly Collision[];
}

/** Rows that are read and written at a time. */
const BATCH = 500;
const FIRST = "00000000-0000-0000-0000-000000000000";

interface Row {
  readonly tenant: number;
  readonly kind: ResourceKind;
  readonly id: string;
  readonly version: string;
  readonly document: string;
}

// In the order of the primary key. What is up to date is passed over without a look at its document.
const READ = {
  text: `select tenant, type as kind, id, version, document::text as document from scim.resources
    where prepared_version is distinct from version and (tenant, type, id) > ($1, $2::"char", $3::uuid)
    order by tenant, type, id limit ${BATCH}`,
};

// A row that a request changes meanwhile is prepared by that request, or else by the next run.
const WRITE = {
  text: `update scim.resources r
    set name_key = a.name, prepared = a.prepared, prepared_version = r.version
    from jsonb_to_recordset($1::jsonb)
      as a (tenant integer, kind "char", id uuid, version bigint, name text, prepared jsonb)
    where r.tenant = a.tenant and r.type = a.kind and r.id = a.id and r.version = a.version`,
};

const OTHER = {
  text: `select t.id as tenant, o.id as found from scim.resources r
    join scim.resources o using (tenant, type, name_scope) join scim.tenants t on t.key = r.tenant
    where r.tenant = $1 and r.type = $2::"char" and r.id = $3 and o.name_key = $4 and o.id <> r.id`,
};

/**
 * Prepares what an older version of the service stored: the keys of names, and what filters compare. It can be stopped and
 * run again at any time, beside requests and beside other replicas. Neither versions nor the change log move, as no
 * resource changes.
 *
 * @returns what was done; resources whose names became equal stay as they are and are named by every run.
 */
export async function prepareResources(queries: Queries, catalog: Catalog): Promise<Preparation> {
  const collisions: Collision[] = [];
  let prepared = 0;
  let place: readonly [number, ResourceKind, string] = [0, "G", FIRST];
  for (;;) {
    const rows = await queries.query<Row & Record<string, unknown>>(READ, place);
    const last = rows.at(-1);
    if (!last) return { prepared, collisions };
    place = [last.tenant, last.kind, last.id];
    const found = await write(queries, catalog, rows);
    collisions.push(...found);
    prepared += rows.length - found.length;
  }
}

/** Writes rows together, or one by one where that fails because a name is taken. */
async function write(
  queries: Queries,
  catalog: Catalog,
  rows: readonly Row[],
): Promise<readonly Collision[]> {
  const items = rows.map((row) => itemOf(catalog, row));
  if (await tryWrite(queries, items)) return [];
  const collisions: Collision[] = [];
  for (const item of items) {
    if (!(await tryWrite(queries, [item]))) collisions.push(...(await collisionsOf(queries, item)));
  }
  return collisions;
}

interface Item {
  readonly tenant: number;
  readonly kind: ResourceKind;
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly prepared: JsonObject | undefined;
}

function itemOf(catalog: Catalog, { document: text, ...row }: Row): Item {
  const type = row.kind === "U" ? catalog.user : catalog.group;
  const document = JSON.parse(text) as JsonObject;
  return {
    ...row,
    name: nameKey(type, document),
    prepared: needsPreparation(text) ? preparedDocument(type, document) : undefined,
  };
}

/** False, and nothing is written, when a name is taken. */
async function tryWrite(queries: Queries, items: readonly Item[]): Promise<boolean> {
  try {
    await queries.query(WRITE, [JSON.stringify(items)]);
    return true;
  } catch (error) {
    if (uniqueViolation(error) === "resource_name") return false;
    throw error;
  }
}

async function collisionsOf(
  queries: Queries,
  { tenant, kind, id, name }: Item,
): Promise<readonly Collision[]> {
  const others = await queries.query<{ tenant: string; found: string }>(OTHER, [tenant, kind, id, name]);
  const type = kind === "U" ? "User" : "Group";
  return others.map((other) => ({ tenant: other.tenant, type, found: other.found, hidden: id }));
}
