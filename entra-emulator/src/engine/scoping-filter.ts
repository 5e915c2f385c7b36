import type { Filter, FilterClause, FilterGroup } from "../tenant/schema.ts";
import { EvaluationError } from "./evaluation-error.ts";
import { parseInteger } from "./functions/function.ts";
import { PatternError } from "./pattern/error.ts";
import { Pattern } from "./pattern/pattern.ts";
import type { SourceAttributes } from "./value.ts";

/** How Graph's `filterOperators` describes an operator of scoping filters. */
export interface FilterOperator {
  readonly name: string;
  readonly arity: "Unary" | "Binary";
  readonly multivaluedComparisonType: "All" | "Any";
  readonly supportedAttributeTypes: readonly ("String" | "Integer" | "Boolean")[];
}

interface Operator extends FilterOperator {
  /** Both operands are given and not empty, except to unary operators. */
  readonly test: (value: string, operand: string) => boolean;
}

type Test = Operator["test"];

const binary = (name: string, test: Test, type: "String" | "Integer" = "String"): Operator => ({
  name,
  arity: "Binary",
  multivaluedComparisonType: "Any",
  supportedAttributeTypes: [type],
  test,
});

const unary = (name: string, test: Test, type: "String" | "Boolean" = "String"): Operator => ({
  ...binary(name, test),
  arity: "Unary",
  supportedAttributeTypes: [type],
});

/** Comparisons are case-sensitive. Whether a pattern must match the whole value is not documented; here it need not. */
const OPERATORS: readonly Operator[] = [
  binary("EQUALS", (value, operand) => value === operand),
  binary("NOT EQUALS", (value, operand) => value !== operand),
  unary("IS TRUE", (value) => value.toLowerCase() === "true", "Boolean"),
  unary("IS FALSE", (value) => value.toLowerCase() === "false", "Boolean"),
  unary("IS NULL", (value) => value === ""),
  unary("IS NOT NULL", (value) => value !== ""),
  binary("REGEX MATCH", (value, operand) => compiled(operand).test(value)),
  binary("NOT REGEX MATCH", (value, operand) => !compiled(operand).test(value)),
  binary("Greater_Than", (value, operand) => parseInteger(value) > parseInteger(operand), "Integer"),
  binary(
    "Greater_Than_OR_EQUALS",
    (value, operand) => parseInteger(value) >= parseInteger(operand),
    "Integer",
  ),
  binary("Includes", (value, operand) => value.includes(operand)),
  binary("ENDS_WITH", (value, operand) => value.endsWith(operand)),
  binary("&", (value, operand) => operand.includes(value)),
  binary("!&", (value, operand) => !operand.includes(value)),
];

const BY_NAME = new Map(OPERATORS.map((operator) => [normalized(operator.name), operator]));

/** Attributes that scoping filters do not support: a clause on one is never true. */
const UNSUPPORTED = new Set(["appRoleAssignments", "manager", "members", "userType"]);

/** The operators that scoping filters may use, as Graph lists them. */
export const FILTER_OPERATORS: readonly FilterOperator[] = OPERATORS.map(
  ({ test: _test, ...described }) => described,
);

/** Whether the object passes the filter that decides on deprovisioning. No filter lets everything pass. */
export function isInScope(filter: Filter | null, source: SourceAttributes): boolean {
  return passes(filter?.groups ?? [], source);
}

/** Whether the object is looked at at all; one that is not is neither provisioned nor deprovisioned. */
export function passesInputFilter(filter: Filter | null, source: SourceAttributes): boolean {
  return passes(filter?.inputFilterGroups ?? [], source);
}

function passes(groups: readonly FilterGroup[], source: SourceAttributes): boolean {
  const filled = groups.filter((group) => group.clauses.length > 0);
  return (
    filled.length === 0 || filled.some((group) => group.clauses.every((clause) => isTrue(clause, source)))
  );
}

function isTrue(clause: FilterClause, source: SourceAttributes): boolean {
  const operator = BY_NAME.get(normalized(clause.operatorName));
  if (operator === undefined)
    throw new EvaluationError(`unknown operator ${clause.operatorName} in a scoping filter`);
  if (UNSUPPORTED.has(clause.sourceOperandName)) return false;
  const value = source.get(clause.sourceOperandName) ?? "";
  const operand = clause.targetOperand?.values[0] ?? "";
  if (typeof value !== "string") return false;
  if (operator.arity === "Binary" && (value === "" || operand === "")) return false;
  return operator.test(value, operand);
}

function normalized(name: string): string {
  return name
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_]+/g, " ");
}

function compiled(pattern: string): Pattern {
  try {
    return Pattern.of(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new EvaluationError(`a scoping filter's pattern: ${error.message}`, { cause: error });
  }
}

/** What is wrong with the operators and patterns of a filter's clauses. */
export function filterProblems(filter: Filter): string[] {
  const groups = [...filter.groups, ...filter.inputFilterGroups];
  return groups.flatMap(({ clauses }) => clauses.flatMap(clauseProblem));
}

function clauseProblem({ operatorName, sourceOperandName, targetOperand }: FilterClause): string[] {
  const name = normalized(operatorName);
  if (!BY_NAME.has(name)) return [`There is no operator '${operatorName}'.`];
  if (!name.endsWith("REGEX MATCH")) return [];
  try {
    Pattern.of(targetOperand?.values[0] ?? "");
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return [`Pattern for '${sourceOperandName}': ${error.message}.`];
  }
}
