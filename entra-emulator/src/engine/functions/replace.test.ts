import { describe, expect, test } from "vitest";
import { EvaluationError } from "../evaluation-error.ts";
import { evaluated } from "../testing/evaluated.ts";

describe("Replace", () => {
  test.each([
    ['Replace([x], "-", , , "_", , )', "EN-US-x", "EN_US_x"],
    ['Replace([x],"<username>", , , , , "<username>@contoso.com")', "jsmith", "jsmith@contoso.com"],
    [
      String.raw`Replace([x], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", , "${"$"}{phoneNumber}", , )`,
      "+91 9998887777",
      "9998887777",
    ],
    [String.raw`Replace([x], , "[()\\s-]+", , "", , )`, "+1 (999) 888-7777", "+19998887777"],
    [
      String.raw`Replace([x], ,"(?<streetNumber>^\\d*)","streetNumber", "888", , )`,
      "545 Tremont Street",
      "888 Tremont Street",
    ],
    ['Replace([x], , "(?<Suffix>@(.)*)", "Suffix", "", , )', "jsmith@contoso.com", "jsmith"],
    ['Replace([x], , "[a-zA-Z_]*", , "", , )', "john_doe72", "72"],
    ['Replace([x], "O", , , "0", , )', "Oo", "0o"],
    ['Replace([x], "a", , , "$&", , )', "banana", "b$&n$&n$&"],
  ])("%s of %j", (text, x, expected) => {
    expect(evaluated(text, { x })).toBe(expected);
  });

  test("takes a part of another attribute when the source is empty", () => {
    const text = String.raw`Replace([telephoneNumber], , "\\+(?<isdCode>\\d* )(?<phoneNumber>\\d{10})", "phoneNumber" , , [mobile], )`;
    expect(evaluated(text, { telephoneNumber: "", mobile: "+91 8887779999" })).toBe("8887779999");
    expect(evaluated(text, { telephoneNumber: "1", mobile: "+91 8887779999" })).toBe("1");
  });

  test("says what is wrong with a pattern", () => {
    expect(() => evaluated('Replace([x], , "(", , "", , )', { x: "a" })).toThrow(EvaluationError);
  });
});
