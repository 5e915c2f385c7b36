import { badRequest } from "../scim/error.ts";
import { resolveAttributePath, subAttribute, type ResourceType } from "../scim/schema/resource-type.ts";
import { columnOf } from "./filter-columns.ts";
import { folded, moment, quoted, searched } from "./sql-comparison.ts";

/** What a list is sorted by. */
export interface SortKey {
  /** A text, number or moment of `scim.resources r`; null where the resource has no value. */
  readonly sql: string;
  /** SQL type of the expression. */
  readonly cast: "text" | "numeric" | "timestamptz";
  readonly descending: boolean;
}

type Expression = Pick<SortKey, "sql" | "cast">;

/**
 * Reads `sortBy` and `sortOrder` (RFC 7644 section 3.4.2.3): strings by code point, prepared unless the attribute is
 * case-exact; a multi-valued attribute by its primary value, else its first. In a search over several types, those that
 * lack the attribute have no value.
 *
 * @throws {ScimError} 400 `invalidPath` for an attribute that has no order, `invalidValue` for another order.
 */
export function sortKey(
  types: readonly ResourceType[],
  sortBy: string | undefined,
  sortOrder: string | undefined,
): SortKey | undefined {
  if (sortBy === undefined || sortBy === "") return undefined;
  const order = (sortOrder ?? "ascending").toLowerCase();
  if (order !== "ascending" && order !== "descending") {
    throw badRequest("invalidValue", 'sortOrder is "ascending" or "descending"');
  }
  const keys = types.flatMap((type) => {
    const expression = expressionOf(type, sortBy);
    return expression ? [{ kind: type.kind, ...expression }] : [];
  });
  const [first] = keys;
  if (!first || keys.some(({ cast }) => cast !== first.cast)) {
    throw badRequest(
      "invalidPath",
      `${types.map(({ name }) => `${name}s`).join(" and ")} cannot be sorted by ${JSON.stringify(sortBy)}`,
    );
  }
  const sql =
    types.length === 1
      ? first.sql
      : `case r.type ${keys.map((key) => `when '${key.kind}' then ${key.sql}`).join(" ")} end`;
  return { sql, cast: first.cast, descending: order === "descending" };
}

/** What orders the resources of one type; undefined where nothing does. */
function expressionOf(type: ResourceType, sortBy: string): Expression | undefined {
  const found = resolveAttributePath(type, sortBy);
  const attribute = found?.attribute;
  const sub = found?.sub ?? (attribute?.type === "complex" ? subAttribute(attribute, "value") : undefined);
  if (!found || !attribute || (attribute.type === "complex" && !sub) || isRelation(attribute.name))
    return undefined;
  const column = columnOf({ extension: found.extension?.schema.id, attribute, sub }, type.kind);
  if (column?.kind === "present") return undefined;
  if (column?.kind === "time") return { sql: column.sql, cast: "timestamptz" };
  if (column) {
    return { sql: `${column.kind === "id" ? `${column.sql}::text` : column.sql} collate "C"`, cast: "text" };
  }
  const leaf = sub ?? attribute;
  const document = searched("r");
  const holder = found.extension ? `${document}->${quoted(found.extension.schema.id)}` : document;
  const text = attribute.multiValued
    ? firstValue(`${holder}->${quoted(attribute.name)}`, sub?.name)
    : `${holder}->${sub ? `${quoted(attribute.name)}->>${quoted(sub.name)}` : `>${quoted(attribute.name)}`}`;
  if (leaf.type === "integer" || leaf.type === "decimal")
    return { sql: `(${text})::numeric`, cast: "numeric" };
  if (leaf.type === "dateTime") return { sql: moment(`(${text})`), cast: "timestamptz" };
  return { sql: `${leaf.caseExact ? `(${text})` : folded(text)} collate "C"`, cast: "text" };
}

function isRelation(name: string): boolean {
  return name === "members" || name === "groups";
}

function firstValue(array: string, sub: string | undefined): string {
  if (sub === undefined) return `${array}->>0`;
  return `(select e.value->>${quoted(sub)} from jsonb_array_elements(${array}) with ordinality e
    order by (e.value->>'primary') is not distinct from 'true' desc, e.ordinality limit 1)`;
}
