import { expect, it } from "vitest";
import { type PlainMappings, requiredFromMail } from "./mail-mappings.ts";

const EMAIL = 'emails[type eq "work"].value';

function targets(
  mappings: PlainMappings["mappings"],
  required: readonly string[] = [],
  disabled: readonly string[] = [],
): string[] {
  const disabledMappings = disabled.map((targetAttributeName) => ({ targetAttributeName }));
  return requiredFromMail({ mappings, disabledMappings }, required);
}

it("by Entra's default mappings, only a product that requires e-mail needs mail addresses", () => {
  expect(targets([])).toEqual([]);
  expect(targets([], [EMAIL])).toEqual([EMAIL]);
  expect(targets([], [EMAIL], [EMAIL])).toEqual([]);
});

it.each([
  { attribute: "mail" },
  { expression: "ToLower([mail])" },
  { expression: 'Join("-", [mail], [department])', defaultValue: "" },
])("a required attribute that reads the mail address needs one: %o", (source) => {
  expect(targets([{ targetAttributeName: "userName", ...source }])).toEqual(["userName"]);
  expect(targets([{ targetAttributeName: EMAIL, ...source }], [EMAIL])).toEqual([EMAIL]);
});

it.each([
  { attribute: "userPrincipalName" },
  { expression: "Coalesce([mail], [userPrincipalName])" },
  { attribute: "mail", defaultValue: "nobody@contoso.com" },
  { attribute: "mail", object: "Group" },
])("one that has a fallback, or reads something else, does not: %o", (source) => {
  expect(targets([{ targetAttributeName: "userName", ...source }])).toEqual([]);
});

it("an attribute that nobody requires may be missing", () => {
  expect(targets([{ targetAttributeName: "nickName", attribute: "mail" }])).toEqual([]);
});
