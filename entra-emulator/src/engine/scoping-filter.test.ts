import { describe, expect, test } from "vitest";
import type { Filter } from "../tenant/schema.ts";
import { FILTER_OPERATORS, isInScope, passesInputFilter } from "./scoping-filter.ts";
import type { Value } from "./value.ts";

const SOURCE = new Map<string, Value>([
  ["department", "Sales"],
  ["city", "München"],
  ["employeeId", "1500000"],
  ["accountEnabled", "True"],
  ["mail", null],
  ["userType", "Guest"],
  ["proxyAddresses", ["a", "b"]],
]);

function clause(
  sourceOperandName: string,
  operatorName: string,
  ...values: string[]
): Filter["groups"][number]["clauses"][number] {
  return { sourceOperandName, operatorName, targetOperand: { values } };
}

function filter(...groups: Filter["groups"][number]["clauses"][]): Filter {
  return {
    groups: groups.map((clauses) => ({ name: null, clauses })),
    inputFilterGroups: [],
    categoryFilterGroups: [],
  };
}

describe("operators", () => {
  test.each([
    ["department", "EQUALS", "Sales", true],
    ["department", "EQUALS", "sales", false],
    ["department", "NOT EQUALS", "sales", true],
    ["accountEnabled", "IS TRUE", "", true],
    ["accountEnabled", "IS FALSE", "", false],
    ["mail", "IS NULL", "", true],
    ["department", "IS NULL", "", false],
    ["mail", "IS NOT NULL", "", false],
    ["department", "IS NOT NULL", "", true],
    ["employeeId", "REGEX MATCH", "^1[0-9]{6}$", true],
    ["department", "NOT REGEX MATCH", "^S", false],
    ["department", "REGEX MATCH", "(?i)^sales$", true],
    ["city", "REGEX MATCH", "^\\p{Lu}\\p{L}+$", true],
    ["city", "REGEX MATCH", "\\bnchen", false],
    ["employeeId", "Greater_Than", "1499999", true],
    ["employeeId", "Greater_Than", "1500000", false],
    ["employeeId", "Greater_Than_OR_EQUALS", "1500000", true],
    ["department", "Greater_Than", "1", false],
    ["department", "Includes", "ale", true],
    ["department", "ENDS_WITH", "es", true],
    ["department", "&", "Sales and Marketing", true],
    ["department", "!&", "Research", true],
  ])("%s %s %j is %s", (attribute, operator, operand, expected) => {
    expect(isInScope(filter([clause(attribute, operator, operand)]), SOURCE)).toBe(expected);
  });

  test("an attribute without a value makes a comparison false, also a negated one", () => {
    for (const operator of ["NOT EQUALS", "NOT REGEX MATCH", "!&"]) {
      expect(isInScope(filter([clause("mail", operator, "x")]), SOURCE)).toBe(false);
    }
  });

  test("multi-valued attributes and those that Entra cannot filter by never pass", () => {
    expect(isInScope(filter([clause("proxyAddresses", "IS NOT NULL")]), SOURCE)).toBe(false);
    expect(isInScope(filter([clause("userType", "EQUALS", "Guest")]), SOURCE)).toBe(false);
  });

  test("an unknown operator is an error, not a silent no", () => {
    expect(() => isInScope(filter([clause("mail", "SOUNDS LIKE", "x")]), SOURCE)).toThrow(
      "unknown operator SOUNDS LIKE",
    );
  });

  test("are listed for Graph without their code", () => {
    expect(FILTER_OPERATORS.find(({ name }) => name === "IS NULL")).toEqual({
      name: "IS NULL",
      arity: "Unary",
      multivaluedComparisonType: "Any",
      supportedAttributeTypes: ["String"],
    });
  });
});

describe("groups of clauses", () => {
  const sales = clause("department", "EQUALS", "Sales");
  const never = clause("department", "EQUALS", "Nowhere");

  test("clauses are joined by AND, groups by OR", () => {
    expect(isInScope(filter([sales, never]), SOURCE)).toBe(false);
    expect(isInScope(filter([sales, never], [sales]), SOURCE)).toBe(true);
  });

  test("no filter and an empty one let everything pass", () => {
    expect(isInScope(null, SOURCE)).toBe(true);
    expect(isInScope(filter(), SOURCE)).toBe(true);
    expect(isInScope(filter([]), SOURCE)).toBe(true);
  });

  test("input filters are separate", () => {
    const both: Filter = { ...filter([sales]), inputFilterGroups: [{ name: null, clauses: [never] }] };
    expect(isInScope(both, SOURCE)).toBe(true);
    expect(passesInputFilter(both, SOURCE)).toBe(false);
  });
});
