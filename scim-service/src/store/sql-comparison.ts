import type { ComparisonOperator } from "../scim/filter/resolve.ts";
import type { Attribute } from "../scim/schema/attribute.ts";

/** Collects the values of a statement; SQL text never holds what a client sent. */
export class Parameters {
  readonly values: unknown[];

  constructor(values: readonly unknown[]) {
    this.values = [...values];
  }

  /** @returns `$n` */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** A name of a schema as an SQL literal. */
export function quoted(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** Whether a text expression has a value. */
export function presence(text: string): string {
  return `coalesce(${text} <> '', false)`;
}

const SIGNS = { eq: "=", gt: ">", ge: ">=", lt: "<", le: "<=" } as const;

/**
 * A comparison of a text expression of {@link searched} by the rules of its attribute. Strings are ordered by code point,
 * whatever the collation of the database.
 *
 * @param key the value as the filter has prepared it.
 */
export function comparison(
  text: string,
  attribute: Attribute,
  operator: ComparisonOperator,
  key: string | number | boolean,
  parameters: Parameters,
): string {
  switch (attribute.type) {
    case "boolean":
      return `coalesce(${text} = '${String(key === true)}', false)`;
    case "integer":
    case "decimal":
      return `coalesce((${text})::numeric ${sign(operator)} ${parameters.add(key)}::numeric, false)`;
    case "dateTime":
      return `coalesce(${moment(text)} ${sign(operator)} ${parameters.add(zoned(String(key)))}::timestamptz, false)`;
    case "string":
    case "reference":
    case "binary":
    case "complex": {
      const wanted = `${parameters.add(String(key))}::text`;
      return stringComparison(attribute.caseExact ? `(${text})` : folded(text), operator, wanted);
    }
  }
}

/**
 * The document of a row of `scim.resources` as it is compared: prepared, unless there is nothing to prepare in it or an
 * older version of the service wrote it.
 */
export function searched(row: string): string {
  return `coalesce(case when ${row}.prepared_version = ${row}.version then ${row}.prepared end, ${row}.document)`;
}

/** A text of {@link searched} without case: what is not prepared has ASCII letters only, which collation C folds alike. */
export function folded(text: string): string {
  return `lower((${text}) collate "C")`;
}

/** Compares two text expressions literally: no pattern characters, no locale. */
export function stringComparison(text: string, operator: ComparisonOperator, wanted: string): string {
  switch (operator) {
    case "co":
      return `coalesce(strpos(${text}, ${wanted}) > 0, false)`;
    case "sw":
      return `coalesce(starts_with(${text}, ${wanted}), false)`;
    case "ew":
      return `coalesce(right(${text}, length(${wanted})) = ${wanted}, false)`;
    case "eq":
      return `coalesce(${text} = ${wanted}, false)`;
    default:
      return `coalesce(${text} collate "C" ${sign(operator)} ${wanted} collate "C", false)`;
  }
}

export function sign(operator: ComparisonOperator): string {
  return operator === "co" || operator === "sw" || operator === "ew" ? "=" : SIGNS[operator];
}

/** A date and time without a zone means UTC. */
export function zoned(text: string): string {
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
}

/** A text of RFC 7643 section 2.3.5 as a moment; without a zone it means UTC. */
export function moment(text: string): string {
  return `(case when ${text} ~ '(Z|[+-]\\d\\d:\\d\\d)$' then ${text} else ${text} || 'Z' end)::timestamptz`;
}
