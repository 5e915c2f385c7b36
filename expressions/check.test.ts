import { describe, expect, test } from "vitest";
import { checkExpression, FUNCTIONS, printSignature } from "./index.ts";

const messages = (text: string, attributes?: string[]): string[] =>
  checkExpression(text, attributes === undefined ? {} : { attributes }).errors.map(({ message }) => message);

const warnings = (text: string): string[] => {
  const { errors, warnings: doubts } = checkExpression(text);
  expect(errors).toEqual([]);
  return doubts.map(({ message }) => message);
};

const printed = (name: string): string | null => {
  const signature = FUNCTIONS.get(name);
  return signature === undefined ? null : printSignature(signature);
};

describe("checkExpression", () => {
  test.each([
    'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
    'Join(" ", [givenName], [surname])',
    'Join(", ", "", [surname], [givenName])',
    "SingleAppRoleAssignment([appRoleAssignments])",
    'Switch(SingleAppRoleAssignment([appRoleAssignments]), "standard", "Recording", "recording")',
    'Replace([preferredLanguage], "-", , , "_", , )',
    'Replace([mobile], , "[()\\\\s-]+", , "", , )',
    'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
    'InStr("repEated","e",3,vbBinaryCompare)',
    'RandomString(10,2,2,2,1,"?,")',
    'CBool([attribute1] = "1")',
    'DateAdd("ww", -2, CDate([hired]))',
    "BitAnd(&HF, &HF7)",
    "Coalesce([mail],[userPrincipalName])",
    "ToLower([mail], )",
    '"recording"',
    "[mail]",
  ])("%s is fine", (text) => {
    expect(warnings(text)).toEqual([]);
  });

  test("a misspelt function gets its right name", () => {
    expect(messages('Jion(" ", [a])')).toEqual(["unknown function Jion at column 1; did you mean Join?"]);
    expect(messages("ToLowr([a])")).toEqual(["unknown function ToLowr at column 1; did you mean ToLower?"]);
  });

  test("an attribute that does not exist is named, with the one that was meant", () => {
    expect(messages('Join("", [givenname], [surname])', ["givenName", "surname"])).toEqual([
      "unknown attribute [givenname] at column 10; did you mean [givenName]?",
    ]);
  });

  test("all problems are told at once, in the order of the text", () => {
    expect(messages('Append(ToUper([mail]), Left([mail], "three"))')).toEqual([
      "unknown function ToUper at column 8; did you mean ToUpper?",
      "NumChars of Left is not a whole number at column 37; expected a number such as `3`",
    ]);
  });

  test.each([
    ["Append([a])", "Append has too few arguments (1) at column 1; expected Append(source, suffix)"],
    ['Not([a], "b")', "Not has too many arguments (2) at column 10; expected Not(source)"],
    ["Guid([a])", "Guid has too many arguments (1) at column 6; expected Guid()"],
    [
      'Switch([a], "d")',
      "Switch has too few arguments (2) at column 1; expected Switch(source, [defaultValue], key, value, …)",
    ],
    [
      'Switch([a], , "k", "v", "k2")',
      "the last key of Switch has no value at column 1; expected Switch(source, [defaultValue], key, value, …)",
    ],
    [
      'Switch([a], , "k", )',
      "Switch needs its argument switchValue at column 20; expected Switch(source, [defaultValue], key, value, …)",
    ],
    ["Mid([a], , 3)", "Mid needs its argument start at column 10; expected Mid(source, start, length)"],
    [
      'Not([a] = "b")',
      "Not takes no comparison as source at column 5; expected a value; only IIF and CBool compare",
    ],
    ['[a] = "b"', "a comparison is not a value at column 1; expected IIF(condition, then, else)"],
  ])("%s: %s", (text, message) => {
    expect(messages(text)).toEqual([message]);
  });

  test.each([
    ["Trim([mail])", "Microsoft's reference has no function Trim at column 1"],
    ['Instr([mail], "@")', "the function InStr is written in another letter case at column 1"],
    [
      'Replace([mail], "\\,", , , "", , )',
      'a backslash stands alone in the constant at column 17; expected two backslashes for one, or `\\"` for a quotation mark',
    ],
    [
      'IIF(IsPresent([country]), [country], "Other")',
      'IIF never takes its first branch for an empty value, so it cannot test one with IsPresent at column 5; expected Switch with an empty key, as in `Switch([country], [country], "", "Other")`',
    ],
    [
      "SelectUniqueValue([a], [b])",
      "SelectUniqueValue works only when Active Directory is the target at column 1; expected another function",
    ],
    [
      "ToLower(SingleAppRoleAssignment([department]))",
      "SingleAppRoleAssignment reads only the app roles at column 33; expected `[appRoleAssignments]`",
    ],
    ['DateAdd("day", 1, Now())', 'unknown interval "day" at column 9; expected yyyy, m, d, ww, h, n, s'],
  ])("%s is for Graph to decide, with a warning", (text, message) => {
    expect(warnings(text)).toEqual([message]);
  });

  test("a grammar mistake is the only one told", () => {
    expect(messages("Jion([a]")).toEqual(["the parenthesis of Jion is not closed at column 5; expected `)`"]);
  });
});

test("signatures print as a person reads them", () => {
  expect(printed("Join")).toBe("Join(separator, source, …)");
  expect(printed("PCase")).toBe("PCase(source, [wordSeparators])");
});
