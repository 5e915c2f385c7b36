import { describe, expect, test } from "vitest";
import { parse, patch, refusal } from "../../test/patch-user.ts";
import type { Json, JsonObject } from "./json.ts";

const times = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index));
const withEmails = (count: number, email: (index: number) => Json) =>
  parse({ userName: "ada", emails: times(count, email) });
const anyOf = (count: number, term: string) => times(count, () => term).join(" or ");

const MANY = withEmails(500, (n) => ({ value: `e${n}`, type: "work", display: "d" }));
const LONG = withEmails(1, () => ({ value: "v", display: "a".repeat(64_000) }));

/** Removals by a path, over and over. */
const removals = (count: number, path: string) => times(count, () => ({ op: "remove", path }));

describe("a PATCH is refused for the product of", () => {
  const products: Readonly<Record<string, readonly [document: JsonObject, operations: readonly Json[]]>> = {
    "operations, terms and values": [MANY, removals(16, `emails[${anyOf(255, 'value eq "z"')}]`)],
    "terms and the length of what is searched": [
      LONG,
      removals(1, `emails[${anyOf(150, 'display co "aaab"')}]`),
    ],
    "the length of what is searched and of what for": [
      LONG,
      removals(1, `emails[display co "${"a".repeat(1_900)}b${"a".repeat(1_900)}"]`),
    ],
    "operations and the values that each changes": [
      MANY,
      times(200, (n) => ({ op: "replace", path: "emails.display", value: `${n}` })),
    ],
    "values that are there and values that are added": [
      withEmails(1, () => ({ value: "first" })),
      times(10, () => ({ op: "add", path: "emails", value: times(499, (n) => ({ value: `${n}` })) })),
    ],
    "values that are there and values that are removed": [
      MANY,
      times(10, () => ({ op: "remove", path: "emails", value: times(500, (n) => ({ value: `z${n}` })) })),
    ],
    "keys and the paths in them": [
      MANY,
      [{ op: "add", value: Object.fromEntries(times(20_000, (n) => [`emails[type eq "${n}"].value`, "x"])) }],
    ],
    "keys that mean nothing": [
      MANY,
      [{ op: "add", value: Object.fromEntries(times(60_000, (n) => [`unknown${n}`, "x"])) }],
    ],
  };
  test.for(Object.entries(products))("%s", ([, [document, operations]]) => {
    expect(refusal(operations, document)).toBe("400 tooMany");
  });

  test("values and the length of what each is set to", () => {
    const operations = [{ op: "replace", path: "emails.display", value: "x".repeat(1_000_000) }];
    expect(refusal(operations, MANY)).toBe("400 invalidValue");
  });
});

test("1,000 operations that each look for one of 500 values are done", () => {
  const operations = times(1_000, (n) => ({
    op: "replace",
    path: `emails[value eq "e${n % 500}"].display`,
    value: `d${n}`,
  }));
  const { emails } = patch(MANY, operations);
  expect(emails).toContainEqual({ value: "e499", type: "work", display: "d999" });
});
