import { describe, expect, test } from "vitest";
import { ExpressionError, parseExpression, printExpression } from "./index.ts";

function failure(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${text} was parsed`);
}

describe("parseExpression", () => {
  test("an attribute, a constant and a number", () => {
    expect(parseExpression(" [mail] ")).toEqual({
      kind: "attribute",
      name: "mail",
      span: { start: 1, end: 7 },
    });
    expect(parseExpression('"recording"')).toMatchObject({
      kind: "constant",
      value: "recording",
      bare: false,
    });
    expect(parseExpression("-10")).toMatchObject({ kind: "constant", value: "-10", bare: true });
    expect(parseExpression("&HF7")).toMatchObject({ kind: "constant", value: "&HF7", bare: true });
  });

  test("a backslash escapes a backslash and a quotation mark", () => {
    expect(parseExpression(String.raw`"Company name: \"Contoso\" \\d"`)).toMatchObject({
      value: String.raw`Company name: "Contoso" \d`,
    });
  });

  test("a backslash that escapes nothing stands for itself, and is printed as it was written", () => {
    const tree = parseExpression(String.raw`"\, \\d"`);
    expect(tree).toMatchObject({ value: String.raw`\, \d` });
    expect(printExpression(tree)).toBe(String.raw`"\, \\d"`);
  });

  test("omitted arguments keep their place", () => {
    const tree = parseExpression('Replace([mail], "@contoso.com", , ,"", ,)');
    expect(tree).toMatchObject({ kind: "call", name: "Replace" });
    expect(printExpression(tree)).toBe('Replace([mail], "@contoso.com", , , "", , )');
  });

  test("calls nest, take comparisons and may have no argument", () => {
    const text =
      'IIF([country] = "USA", IIF(DateDiff("d", Now(), CDate([hired])) > 5, "False", "True"), "False")';
    expect(printExpression(parseExpression(text))).toBe(text);
  });

  test("white space and line ends between tokens do not count", () => {
    expect(printExpression(parseExpression('Join(\n  " " ,\t[givenName],[surname]\n)'))).toBe(
      'Join(" ", [givenName], [surname])',
    );
  });

  test.each([
    ["", 0, "unexpected end"],
    ["Join(", 5, "unexpected end"],
    ['Join(" "', 4, "the parenthesis of Join is not closed"],
    ["[mail", 0, "attribute is not closed"],
    ["[ ]", 0, "attribute has no name"],
    ['ToLower("abc)', 8, "constant is not closed"],
    ["“standard”", 0, "quotation mark “ does not quote anything"],
    ["ToLower([mail]))", 15, "unexpected `)` after the end of the expression"],
    ["ToLower([mail] [upn])", 15, "unexpected [upn] in the arguments of ToLower"],
    ["mail", 0, "mail is neither an attribute, a constant nor a function call"],
    ['IIF([a]="1" AND [b]="2", "x", "y")', 12, "conditions know no AND"],
    ['IIF("1"=[a]="2", "x", "y")', 11, "one condition compares two values, not three"],
    ["#", 0, 'unexpected "#"'],
  ])("%j is refused at offset %i: %s", (text, offset, problem) => {
    expect(failure(text)).toMatchObject({ offset, problem });
  });

  test("the place of a mistake is given as line and column, too", () => {
    expect(failure("Join(\n  “,”)")).toMatchObject({ line: 2, column: 3 });
    expect(failure("Join(\n  “,”)").message).toBe(
      'quotation mark “ does not quote anything at line 2, column 3; expected the straight quotation mark `"`',
    );
  });

  test("length and nesting are bounded", () => {
    expect(failure(`"${"a".repeat(10_000)}"`).problem).toBe("expression is longer than 10000 characters");
    expect(failure("Not(".repeat(200)).problem).toBe("functions are nested deeper than 100");
  });
});
