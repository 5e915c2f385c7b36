import { parseExpression } from "@entra-scim-kit/expressions";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../evaluate.ts";
import { CONTEXT, evaluated } from "../testing/evaluated.ts";
import type { SourceAttributes } from "../value.ts";

describe("text", () => {
  test.each([
    ['Append("John.Doe@contoso.com", ".test")', "John.Doe@contoso.com.test"],
    ['Prepend("x-", "a")', "x-a"],
    ['ConvertToBase64("Hello world!")', "SABlAGwAbABvACAAdwBvAHIAbABkACEA"],
    ['ConvertToUTF8Hex("Hello world!")', "48656C6C6F20776F726C6421"],
    ['Join(", ", "", "Doe", "John")', "Doe, John"],
    ['Join("", 1000, "x")', "1000x"],
    ['Left("John Doe", 3)', "Joh"],
    ['Left("John Doe", 0)', ""],
    ['Left("John Doe", -1)', "John Doe"],
    ['Left("Jo", 3)', "Jo"],
    ['Mid("givenName", 1, 3)', "giv"],
    ['Mid("abc", 2, 30)', "bc"],
    ['Len("abc")', "3"],
    ['InStr("The quick brown fox","quick")', "5"],
    ['InStr("repEated","e",3,vbBinaryCompare)', "7"],
    ['InStr("repEated","e",3,vbTextCompare)', "4"],
    ['InStr("abc","x")', "0"],
    ['StripSpaces(" a b c ")', "abc"],
    ['ToLower("ÄB")', "äb"],
    ['ToUpper("i", "tr-TR")', "İ"],
    ['Word("The quick brown fox",3," ")', "brown"],
    ['Word("This,string!has&many separators",3,",!&#")', "has"],
    ['Word("a b", 0, " ")', ""],
    ['Word("a b", 3, " ")', ""],
    ['PCase("PABLO GONSALVES (SECOND)")', "Pablo Gonsalves (Second)"],
    [`PCase("PINTO-DE'SILVA", " '-")`, "Pinto-De'Silva"],
    [`PCase("o'BRIEN l’oréal")`, "O'brien L’Oréal"],
    ['PCase("3rd a1b jean_paul ǆ ß")', "3Rd A1b Jean_Paul ǅ ß"],
    ['NormalizeDiacritics("Zoë Ærøskøbing Straße Łódź")', "Zoe AEroeskoebing Strasse Lodz"],
    ['Redact("secret")', "secret"],
    ["CStr(5)", "5"],
  ])("%s = %j", (text, expected) => {
    expect(evaluated(text)).toBe(expected);
  });

  test("null stays null where a text is changed, and is skipped where texts are joined", () => {
    expect(evaluated("ToLower([mail])")).toBeNull();
    expect(evaluated('Append([mail], "x")')).toBeNull();
    expect(evaluated('Join(" ", [givenName], [surname])', { surname: "Doe" })).toBe("Doe");
    expect(evaluated("Left([mail], 3)")).toBe("");
    expect(evaluated('Join(";", [proxyAddresses])', { proxyAddresses: ["a", "b"] })).toBe("a;b");
  });
});

const source = (x: string): SourceAttributes => new Map([["x", x]]);

test("any text survives Append, Mid and Replace unharmed", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (x, y) => {
      expect(evaluate(parseExpression('Append([x], "!")'), source(x), CONTEXT)).toBe(`${x}!`);
      expect(evaluate(parseExpression("Mid([x], 1, 10000)"), source(x), CONTEXT)).toBe(x);
      const replaced = evaluate(
        parseExpression("Replace([x], [y], , , [y], , )"),
        new Map([
          ["x", x],
          ["y", y],
        ]),
        CONTEXT,
      );
      expect(replaced).toBe(x);
    }),
  );
});
