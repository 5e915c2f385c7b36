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
 * A comparison of a text expression by the rules of its attribute. Strings are ordered by code point, whatever the
 * collation of the database.
 */
export function comparison(
  text: string,
  attribute: Attribute,
  operator: ComparisonOperator,
  value: string | number | boolean,
  parameters: Parameters,
): string {
  switch (attribute.type) {
    case "boolean":
      return `coalesce(${text} = '${String(value === true)}', false)`;
    case "integer":
    case "decimal":
      return `coalesce((${text})::numeric ${sign(operator)} ${parameters.add(value)}::numeric, false)`;
    case "dateTime":
      return `coalesce(${moment(text)} ${sign(operator)} ${parameters.add(zoned(String(value)))}::timestamptz, false)`;
    case "string":
    case "reference":
    case "binary":
    case "complex": {
      const wanted = `${parameters.add(String(value))}::text`;
      return attribute.caseExact
        ? stringComparison(`(${text})`, operator, wanted)
        : stringComparison(`lower(${text})`, operator, `lower(${wanted})`);
    }
  }
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
