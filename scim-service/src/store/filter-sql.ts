import type { ResolvedFilter, Target } from "../scim/filter/resolve.ts";
import type { ResourceKind } from "../scim/schema/resource-type.ts";
import { columnComparison, columnOf, columnPresence } from "./filter-columns.ts";
import { relationCondition } from "./filter-relations.ts";
import { searchKeyCondition } from "./search-keys.ts";
import { comparison, presence, quoted, searched, type Parameters } from "./sql-comparison.ts";

/**
 * A filter as an SQL condition on `scim.resources r` of one type, in a statement whose `$1` is the tenant. The condition is
 * never null, so that `not` is what it says.
 */
export function filterSql(filter: ResolvedFilter, kind: ResourceKind, parameters: Parameters): string {
  switch (filter.kind) {
    case "and":
    case "or":
      return `(${filterSql(filter.left, kind, parameters)} ${filter.kind} ${filterSql(filter.right, kind, parameters)})`;
    case "not":
      return `not ${filterSql(filter.operand, kind, parameters)}`;
    case "never":
      return "false";
    case "present":
    case "compare":
    case "element": {
      const relation = relationCondition(filter, kind, parameters);
      if (relation !== undefined) return relation;
      if (filter.kind !== "element") {
        const column = columnOf(filter.target, kind);
        if (column && filter.kind === "present") return columnPresence(column);
        if (column && filter.kind === "compare") return columnComparison(column, filter, parameters);
      }
      const narrowed = kind === "U" ? searchKeyCondition(filter, parameters) : undefined;
      const condition = documentCondition(filter, parameters);
      return narrowed === undefined ? condition : `(${narrowed} and ${condition})`;
    }
  }
}

/** A condition on the document of `r`. */
function documentCondition(
  filter: Extract<ResolvedFilter, { kind: "present" | "compare" | "element" }>,
  parameters: Parameters,
): string {
  const { target } = filter;
  const held = `${holder(target)}->${quoted(target.attribute.name)}`;
  if (filter.kind === "element") {
    return `exists (select from jsonb_array_elements(${held}) e where ${elementSql(filter.filter, parameters)})`;
  }
  const { attribute, sub } = target;
  const test = (text: string) =>
    filter.kind === "present"
      ? presence(text)
      : comparison(text, sub ?? attribute, filter.operator, filter.key, parameters);
  if (attribute.multiValued) {
    if (attribute.type !== "complex")
      return `exists (select from jsonb_array_elements_text(${held}) e where ${test("e")})`;
    // An element is never empty, so that a complex attribute is present when it has one.
    const condition = sub ? test(`e->>${quoted(sub.name)}`) : "true";
    return `exists (select from jsonb_array_elements(${held}) e where ${condition})`;
  }
  if (sub) return test(`${held}->>${quoted(sub.name)}`);
  return test(`${holder(target)}->>${quoted(attribute.name)}`);
}

/** A condition on the element `e` of a multi-valued attribute. */
function elementSql(filter: ResolvedFilter, parameters: Parameters): string {
  switch (filter.kind) {
    case "and":
    case "or":
      return `(${elementSql(filter.left, parameters)} ${filter.kind} ${elementSql(filter.right, parameters)})`;
    case "not":
      return `not ${elementSql(filter.operand, parameters)}`;
    case "present":
      return presence(`e->>${quoted(filter.target.attribute.name)}`);
    case "compare":
      return comparison(
        `e->>${quoted(filter.target.attribute.name)}`,
        filter.target.attribute,
        filter.operator,
        filter.key,
        parameters,
      );
    case "never":
    case "element":
      return "false";
  }
}

function holder(target: Target): string {
  const document = searched("r");
  return target.extension === undefined ? document : `${document}->${quoted(target.extension)}`;
}
