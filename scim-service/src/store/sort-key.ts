import { badRequest, type ScimError } from "../scim/error.ts";
import { resolveAttributePath, subAttribute, type ResourceType } from "../scim/schema/resource-type.ts";
import { columnOf } from "./filter-columns.ts";
import { moment, quoted } from "./sql-comparison.ts";

/** What a list is sorted by. */
export interface SortKey {
  /** A text, number or moment of `scim.resources r`; null where the resource has no value. */
  readonly sql: string;
  /** SQL type of the expression. */
  readonly cast: "text" | "numeric" | "timestamptz";
  readonly descending: boolean;
}

/**
 * Reads `sortBy` and `sortOrder` (RFC 7644 section 3.4.2.3): strings by code point, in lower case unless the attribute is
 * case-exact; a multi-valued attribute by its primary value, else its first.
 *
 * @throws {ScimError} 400 `invalidPath` for an attribute that has no order, `invalidValue` for another order.
 */
export function sortKey(
  type: ResourceType,
  sortBy: string | undefined,
  sortOrder: string | undefined,
): SortKey | undefined {
  if (sortBy === undefined || sortBy === "") return undefined;
  const order = (sortOrder ?? "ascending").toLowerCase();
  if (order !== "ascending" && order !== "descending") {
    throw badRequest("invalidValue", 'sortOrder is "ascending" or "descending"');
  }
  const descending = order === "descending";
  const found = resolveAttributePath(type, sortBy);
  const attribute = found?.attribute;
  const sub = found?.sub ?? (attribute?.type === "complex" ? subAttribute(attribute, "value") : undefined);
  if (!found || !attribute || (attribute.type === "complex" && !sub) || isRelation(attribute.name)) {
    throw notSortable(type, sortBy);
  }
  const column = columnOf({ extension: found.extension?.schema.id, attribute, sub }, type.kind);
  if (column?.kind === "present") throw notSortable(type, sortBy);
  if (column) {
    const isTime = column.kind === "time";
    return {
      sql: isTime ? column.sql : `${column.kind === "id" ? `${column.sql}::text` : column.sql} collate "C"`,
      cast: isTime ? "timestamptz" : "text",
      descending,
    };
  }
  const leaf = sub ?? attribute;
  const holder = found.extension ? `r.document->${quoted(found.extension.schema.id)}` : "r.document";
  const text = attribute.multiValued
    ? firstValue(`${holder}->${quoted(attribute.name)}`, sub?.name)
    : `${holder}->${sub ? `${quoted(attribute.name)}->>${quoted(sub.name)}` : `>${quoted(attribute.name)}`}`;
  if (leaf.type === "integer" || leaf.type === "decimal") {
    return { sql: `(${text})::numeric`, cast: "numeric", descending };
  }
  if (leaf.type === "dateTime") return { sql: moment(`(${text})`), cast: "timestamptz", descending };
  return { sql: `${leaf.caseExact ? `(${text})` : `lower(${text})`} collate "C"`, cast: "text", descending };
}

function notSortable(type: ResourceType, sortBy: string): ScimError {
  return badRequest("invalidPath", `${type.name}s cannot be sorted by ${JSON.stringify(sortBy)}`);
}

function isRelation(name: string): boolean {
  return name === "members" || name === "groups";
}

function firstValue(array: string, sub: string | undefined): string {
  if (sub === undefined) return `${array}->>0`;
  return `(select e.value->>${quoted(sub)} from jsonb_array_elements(${array}) with ordinality e
    order by (e.value->>'primary') is not distinct from 'true' desc, e.ordinality limit 1)`;
}
