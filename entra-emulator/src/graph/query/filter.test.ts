import { assert, property, string, stringMatching } from "fast-check";
import { describe, expect, test } from "vitest";
import { ODataError } from "../../http/odata-error.ts";
import type { ResourceType } from "../resource.ts";
import { parseFilter } from "./filter.ts";

const people = [
  { displayName: "Ann O'Hara", accountEnabled: true, department: "Sales", age: 40, manager: { id: "1" } },
  { displayName: "Bob", accountEnabled: false, department: null, age: 25, manager: { id: "2" } },
  { displayName: "annabel", accountEnabled: true, department: "Support", age: 31, manager: { id: "1" } },
];

const personResource: ResourceType<(typeof people)[number]> = {
  name: "microsoft.graph.user",
  defaults: undefined,
  properties: {
    displayName: (person) => person.displayName,
    accountEnabled: (person) => person.accountEnabled,
    department: (person) => person.department,
    age: (person) => person.age,
    manager: (person) => person.manager,
  },
};

const nameResource: ResourceType<string> = {
  name: "name",
  defaults: undefined,
  properties: { name: (name) => name },
};

function found(filter: string): string[] {
  const { matches } = parseFilter(filter, personResource);
  return people.filter(matches).map(({ displayName }) => displayName);
}

function names(count: number): string {
  return Array.from({ length: count }, (_, index) => `'n${index}'`).join(",");
}

/** What parsing and applying the filter throws, if anything. */
function refusal(text: string): unknown {
  try {
    parseFilter(text, nameResource).matches("n");
    return null;
  } catch (error) {
    return error;
  }
}

describe("filter", () => {
  test.each([
    ["displayName eq 'Ann O''Hara'", ["Ann O'Hara"]],
    ["displayName eq 'ANNABEL'", ["annabel"]],
    ["accountEnabled eq true and department eq 'Sales'", ["Ann O'Hara"]],
    ["department eq null", ["Bob"]],
    ["department ne null", ["Ann O'Hara", "annabel"]],
    ["startsWith(displayName,'ann')", ["Ann O'Hara", "annabel"]],
    ["endswith(displayName, 'b')", ["Bob"]],
    ["displayName in ('bob', 'annabel')", ["Bob", "annabel"]],
    ["not (accountEnabled eq true)", ["Bob"]],
    ["manager/id eq '1' and (age gt 35 or age le 20)", ["Ann O'Hara"]],
    ["age eq 25 or department eq 'Support' and age lt 10", ["Bob"]],
  ])("%s", (filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  test.each([
    ["shoeSize eq 44", "Could not find a property named 'shoeSize'"],
    ["displayName eq 'open", "unterminated string"],
    ["displayName like 'a'", "unknown operator 'like'"],
    ["displayName eq", "ends too early"],
    ["(displayName eq 'a'", "expected ')'"],
    ["displayName eq 'a' 'b'", "unexpected ''b''"],
    ["", "ends too early"],
  ])("refuses %s", (filter, message) => {
    expect(() => found(filter)).toThrow(message);
  });

  test("takes at most 15 alternatives, as Graph does", () => {
    expect(found(`displayName in (${names(15)})`)).toEqual([]);
    expect(() => found(`displayName in (${names(16)})`)).toThrow("Max allowed: 15");
    const ors = Array.from({ length: 16 }, () => "age eq 1").join(" or ");
    expect(() => found(ors)).toThrow("Max allowed: 15");
  });

  test("finds any text by itself, however it is spelled", () => {
    assert(
      property(string({ unit: "grapheme" }), (name) => {
        const { matches } = parseFilter(`name eq '${name.replaceAll("'", "''")}'`, nameResource);
        expect(matches(name)).toBe(true);
        expect(matches(`${name}x`)).toBe(false);
      }),
    );
  });

  test("never throws anything but a refusal", () => {
    assert(
      property(stringMatching(/^[a-z'(), 0-9/-]{0,40}$/), (text) => {
        const error = refusal(text);
        expect(error === null || (error instanceof ODataError && error.status === 400)).toBe(true);
      }),
    );
  });
});
