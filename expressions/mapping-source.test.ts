import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Argument,
  type Expression,
  FUNCTIONS,
  fromMappingSource,
  parseExpression,
  printExpression,
  toMappingSource,
} from "./index.ts";

const NOWHERE = { start: 0, end: 0 };

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9_.]{0,12}$/)
    .map((name): Expression => ({ kind: "attribute", name, span: NOWHERE })),
  fc
    .string({ unit: "grapheme" })
    .map((value): Expression => ({ kind: "constant", value, bare: false, span: NOWHERE })),
  fc
    .integer()
    .map((number): Expression => ({ kind: "constant", value: String(number), bare: true, span: NOWHERE })),
);

const { expression } = fc.letrec<{ expression: Expression; call: Expression; comparison: Expression }>(
  (tie) => ({
    expression: fc.oneof({ depthSize: "small", withCrossShrink: true }, leaf, tie("call")),
    comparison: fc
      .tuple(fc.constantFrom("=", "<>", ">", ">=", "<", "<="), tie("expression"), tie("expression"))
      .map(([operator, left, right]) => ({
        kind: "comparison" as const,
        operator,
        left,
        right,
        span: NOWHERE,
      })),
    call: fc
      .tuple(
        fc.constantFrom(...FUNCTIONS.keys()),
        fc.array(
          fc.oneof(
            tie("expression"),
            tie("comparison"),
            fc.constant<Argument>({ kind: "omitted", span: NOWHERE }),
          ) as fc.Arbitrary<Argument>,
          { maxLength: 5 },
        ),
      )
      // One lone omitted argument prints as none.
      .filter(([, args]) => args.length !== 1 || args[0]?.kind !== "omitted")
      .map(([name, args]) => ({ kind: "call" as const, name, arguments: args, span: NOWHERE })),
  }),
);

const attribute = (name: string) => ({ expression: `[${name}]`, name, type: "Attribute", parameters: [] });
const constant = (name: string) => ({ expression: `"${name}"`, name, type: "Constant", parameters: [] });

/** The tree without places, which printing does not keep. */
function shape(node: Argument): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === "span" ? undefined : value)));
}

describe("round trips", () => {
  test("a printed tree parses to the same tree", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(shape(parseExpression(printExpression(tree)))).toEqual(shape(tree));
      }),
    );
  });

  test("printing what was parsed is stable", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const printed = printExpression(tree);
        expect(printExpression(parseExpression(printed))).toBe(printed);
      }),
    );
  });

  test("Graph's JSON form keeps the expression", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(shape(fromMappingSource(toMappingSource(tree)))).toEqual(shape(tree));
      }),
    );
  });
});

describe("toMappingSource", () => {
  test("writes the active flag as Graph does, without the omitted default", () => {
    expect(
      toMappingSource(parseExpression('Switch([IsSoftDeleted], , "False", "True", "True", "False")')),
    ).toEqual({
      type: "Function",
      name: "Switch",
      expression: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
      parameters: [
        { key: "source", value: attribute("IsSoftDeleted") },
        { key: "switchValue", value: constant("False") },
        { key: "switchValue", value: constant("True") },
        { key: "switchValue", value: constant("True") },
        { key: "switchValue", value: constant("False") },
      ],
    });
  });

  test("names Replace's parameters as Graph's metadata does", () => {
    const source = toMappingSource(parseExpression('Replace([preferredLanguage], "-", , , "_", ,  )'));
    expect(source.parameters.map((parameter) => parameter.key)).toEqual(["source", "Find", "Replacement"]);
    expect(source.expression).toBe('Replace([preferredLanguage], "-", , , "_", , )');
  });

  test("quotes every constant among the parameters, also a number, as Graph does", () => {
    const { parameters } = toMappingSource(parseExpression("Mid([x], 1, 8)"));
    expect(parameters.slice(1)).toEqual([
      { key: "start", value: constant("1") },
      { key: "length", value: constant("8") },
    ]);
  });

  test("writes a constant with its bare value as name", () => {
    expect(toMappingSource(parseExpression('"recording"'))).toEqual({
      type: "Constant",
      name: "recording",
      expression: '"recording"',
      parameters: [],
    });
  });
});

describe("fromMappingSource", () => {
  test("takes an attribute and a constant by name alone", () => {
    expect(printExpression(fromMappingSource({ name: "extensionAttribute10", type: "Attribute" }))).toBe(
      "[extensionAttribute10]",
    );
    expect(printExpression(fromMappingSource({ name: "recording", type: "Constant" }))).toBe('"recording"');
    expect(printExpression(fromMappingSource({ name: "mail" }))).toBe("[mail]");
  });

  test("puts a function without text together from its parameters", () => {
    const full = toMappingSource(parseExpression('Replace([mail], "a", , , Join("-", [b], [c]))'));
    const bare = JSON.parse(
      JSON.stringify(full, (key, value: unknown) => (key === "expression" ? "" : value)),
    );
    expect(printExpression(fromMappingSource(bare))).toBe('Replace([mail], "a", , , Join("-", [b], [c]))');
  });

  test("refuses a function that it does not know and that has no text", () => {
    expect(() => fromMappingSource({ type: "Function", name: "Nope" })).toThrow("unknown function Nope");
  });
});
