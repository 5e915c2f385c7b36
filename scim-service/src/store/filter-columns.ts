import { badRequest } from "../scim/error.ts";
import type { ComparisonOperator, ResolvedFilter, Target } from "../scim/filter/resolve.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import { sign, stringComparison, zoned, type Parameters } from "./sql-comparison.ts";
import { modifiedAt } from "./resource-row.ts";
import { isResourceId } from "./resource-id.ts";

/** A column that holds an attribute, so that an index can be used. */
export interface Column {
  readonly sql: string;
  /** `present`: every resource has a value, which can be neither compared nor sorted by. */
  readonly kind: "id" | "name" | "text" | "time" | "constant" | "present";
}

/** The column of an attribute that is not, or not only, in the document. */
export function columnOf({ extension, attribute, sub }: Target, kind: ResourceKind): Column | undefined {
  if (extension !== undefined) return undefined;
  if (attribute.name === "meta") return metaColumn(sub?.name, kind);
  switch (attribute.name) {
    case "id":
      return { sql: "r.id", kind: "id" };
    case "externalId":
      return { sql: "r.external_id", kind: "text" };
    case "userName":
      return { sql: "r.name_key", kind: "name" };
    case "displayName":
      return kind === "G" ? { sql: "r.name_key", kind: "name" } : undefined;
    default:
      return undefined;
  }
}

function metaColumn(sub: string | undefined, kind: ResourceKind): Column {
  switch (sub) {
    case "created":
      return { sql: "r.created_at", kind: "time" };
    case "lastModified":
      return { sql: modifiedAt(kind), kind: "time" };
    case "resourceType":
      return { sql: kind === "U" ? "'User'" : "'Group'", kind: "constant" };
    default:
      return { sql: "null", kind: "present" };
  }
}

export function columnPresence(column: Column): string {
  return column.kind === "text" ? `coalesce(${column.sql} <> '', false)` : "true";
}

export function columnComparison(
  column: Column,
  { operator, key }: Extract<ResolvedFilter, { kind: "compare" }>,
  parameters: Parameters,
): string {
  const text = String(key);
  switch (column.kind) {
    case "id":
      return idComparison(column.sql, operator, text, parameters);
    case "name":
      return keyComparison(column.sql, operator, `${parameters.add(text)}::text`);
    case "text":
      // Never null, and unlike coalesce() it lets an index be used.
      return operator === "eq"
        ? `(${column.sql} is not null and ${column.sql} = ${parameters.add(text)})`
        : stringComparison(column.sql, operator, `${parameters.add(text)}::text`);
    case "time":
      return `${column.sql} ${sign(operator)} ${parameters.add(zoned(text))}::timestamptz`;
    case "constant":
      return stringComparison(column.sql, operator, `${parameters.add(text)}::text`);
    case "present":
      throw badRequest("invalidFilter", "This part of meta cannot be compared; use id or meta.lastModified");
  }
}

/** Compares an id; a text that is no UUID never reaches PostgreSQL. */
export function idComparison(
  column: string,
  operator: ComparisonOperator,
  text: string,
  parameters: Parameters,
): string {
  if (operator !== "eq")
    return stringComparison(`${column}::text`, operator, `${parameters.add(text)}::text`);
  return isResourceId(text) ? `${column} = ${parameters.add(text)}::uuid` : "false";
}

function keyComparison(column: string, operator: ComparisonOperator, wanted: string): string {
  if (operator === "eq") return `${column} = ${wanted}`;
  return stringComparison(column, operator, wanted);
}
