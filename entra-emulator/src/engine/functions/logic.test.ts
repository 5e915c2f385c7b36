import { describe, expect, test } from "vitest";
import { evaluated } from "../testing/evaluated.ts";

describe("logic", () => {
  test.each([
    ['Switch("QLD", "Sydney", "NSW", "Sydney", "QLD", "Brisbane")', "Brisbane"],
    ['Switch("qld", "Sydney", "QLD", "Brisbane")', "Sydney"],
    ['Switch([absent], "Default", "true", "1", "", "0")', "0"],
    ['Switch("x", , "a", "b")', null],
    ['Coalesce([absent], "second")', "second"],
    ['Coalesce([absent], "")', ""],
    ['IIF("USA"="USA","yes","no")', "yes"],
    ['IIF("a"<>"b","yes","no")', "yes"],
    ['IIF(10 > 9,"yes","no")', "yes"],
    ['IIF("10" <= 9,"yes","no")', "no"],
    ['IIF("b" >= "a","yes","no")', "yes"],
    ['IIF([absent]="","yes","no")', "no"],
    ['IIF([absent]<>"x","yes","no")', "no"],
    ['CBool("a" = "a")', "True"],
    ["CBool(2)", "True"],
    ["CBool(0)", "False"],
    ["BitAnd(&HF, &HF7)", "7"],
    ['Not("True")', "False"],
    ['Not("no boolean")', "True"],
    ["IsNull([absent])", "True"],
    ["IsNothing([absent])", "True"],
    ['IsNullOrEmpty("")', "True"],
    ['IsPresent("a")', "True"],
    ["IsString([absent])", "False"],
    ['IgnoreFlowIfNullOrEmpty("")', null],
    ['IgnoreFlowIfNullOrEmpty("a")', "a"],
  ])("%s = %j", (text, expected) => {
    expect(evaluated(text)).toBe(expected);
  });
});
