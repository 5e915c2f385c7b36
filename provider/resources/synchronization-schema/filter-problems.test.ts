import { expect, test } from "vitest";
import { schemaDocument } from "../../testing/schema-document.ts";
import { filterProblems } from "./filter-problems.ts";
import type { ScopingFilterInput } from "./inputs.ts";

const OPERATORS = [
  { name: "EQUALS", arity: "Binary" },
  { name: "IS TRUE", arity: "Unary" },
  { name: "Greater_Than", arity: "Binary" },
];

function problems(...clauses: ScopingFilterInput["groups"][number]["clauses"]): string[] {
  return filterProblems({ groups: [{ name: "Sales", clauses }] }, schemaDocument(), OPERATORS);
}

test("a clause that Entra can follow is right, however the operator is spelled", () => {
  expect(
    problems(
      { attribute: "department", operator: "EQUALS", values: ["Sales"] },
      { attribute: "department", operator: "is true" },
      { attribute: "department", operator: "GREATER THAN", values: ["3"] },
    ),
  ).toEqual([]);
});

test("every mistake is named with its group, and with what was probably meant", () => {
  expect(
    problems(
      { attribute: "departmnt", operator: "EQUALS", values: ["Sales"] },
      { attribute: "department", operator: "EQUALZ", values: ["Sales"] },
      { attribute: "department", operator: "CONTAINS", values: ["Sales"] },
      { attribute: "department", operator: "EQUALS" },
      { attribute: "jobTitle", operator: "IS TRUE", values: ["yes"] },
    ),
  ).toEqual([
    'scoping filter of users, "Sales": departmnt is not an attribute of users in Entra; did you mean department?',
    'scoping filter of users, "Sales": EQUALZ is not an operator; did you mean EQUALS?',
    'scoping filter of users, "Sales": CONTAINS is not an operator; Entra has EQUALS, IS TRUE, Greater_Than',
    'scoping filter of users, "Sales": department EQUALS needs a value',
    'scoping filter of users, "Sales": jobTitle IS TRUE takes no value',
  ]);
});

test("a group without a name is told by its number", () => {
  const filter = {
    object: "Group" as const,
    groups: [{ clauses: [{ attribute: "department", operator: "EQUALS", values: ["x"] }] }],
  };
  expect(filterProblems(filter, schemaDocument(), OPERATORS)).toEqual([
    "scoping filter of groups, group 1: department is not an attribute of groups in Entra",
  ]);
});

test("where Graph lists no operators, any will do", () => {
  const filter = { groups: [{ clauses: [{ attribute: "department", operator: "OF TOMORROW" }] }] };
  expect(filterProblems(filter, schemaDocument(), [])).toEqual([]);
});
