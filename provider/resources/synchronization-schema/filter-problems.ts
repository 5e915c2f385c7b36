import { nearest } from "@entra-scim-kit/expressions";
import type { FilterOperator } from "../../graph/filter-operators.ts";
import { PLURALS, type SchemaDocument, sectionOf } from "./document.ts";
import { objectOf, type ScopingFilterInput } from "./inputs.ts";

type Clause = ScopingFilterInput["groups"][number]["clauses"][number];

/**
 * What is wrong with a scoping filter, each with its place: attributes that Entra does not have, operators that it does
 * not know, values that are missing or too many. With such a filter everyone could fall out of scope.
 *
 * @param operators as Graph lists them; empty when it does not, and then any will do.
 */
export function filterProblems(
  filter: ScopingFilterInput,
  document: SchemaDocument,
  operators: readonly FilterOperator[],
): string[] {
  const object = objectOf(filter);
  const attributes = sectionOf(document, object).sourceAttributes.map(({ name }) => name);
  const byName = new Map(operators.map((operator) => [normalized(operator.name), operator]));
  return filter.groups.flatMap(({ name = "", clauses }, index) => {
    const group = name === "" ? `group ${index + 1}` : `"${name}"`;
    return clauses
      .flatMap((clause) => [
        ...attributeProblems(clause, attributes, PLURALS[object]),
        ...operatorProblems(clause, byName),
      ])
      .map((problem) => `scoping filter of ${PLURALS[object]}, ${group}: ${problem}`);
  });
}

function attributeProblems({ attribute }: Clause, attributes: readonly string[], objects: string): string[] {
  if (attributes.length === 0 || attributes.includes(attribute)) return [];
  return [`${attribute} is not an attribute of ${objects} in Entra${suggestion(attribute, attributes)}`];
}

function operatorProblems(
  { attribute, operator, values = [] }: Clause,
  byName: ReadonlyMap<string, FilterOperator>,
): string[] {
  if (byName.size === 0) return [];
  const known = byName.get(normalized(operator));
  if (known === undefined) {
    const names = [...byName.values()].map(({ name }) => name);
    const guess = suggestion(operator, names);
    return [`${operator} is not an operator${guess === "" ? `; Entra has ${names.join(", ")}` : guess}`];
  }
  const clause = `${attribute} ${known.name}`;
  if (known.arity === "Unary" && values.length > 0) return [`${clause} takes no value`];
  if (known.arity !== "Unary" && values.length === 0) return [`${clause} needs a value`];
  return [];
}

function suggestion(wrong: string, names: readonly string[]): string {
  const near = nearest(wrong, names);
  return near === null ? "" : `; did you mean ${near}?`;
}

/** Graph writes `IS TRUE` and `Greater_Than`, the admin center shows both in other ways. */
function normalized(operator: string): string {
  return operator
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_]+/g, " ");
}
