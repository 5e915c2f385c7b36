import { expect, test } from "vitest";
import type { Json } from "./json.ts";
import { Dialect } from "./leniency.ts";
import { attribute, plural, string, type Attribute } from "./schema/attribute.ts";
import { parseValue } from "./value.ts";

const parse = (to: Attribute, value: Json, strict = true) =>
  parseValue(to, value, to.name, new Dialect(strict));
const plan = { canonicalValues: ["Free", "Gold"], closed: true };

test("a value of a closed list is stored as the list has it, whatever its case", () => {
  expect(parse(string("plan", "", plan), "gold")).toBe("Gold");
  expect(() => parse(string("plan", "", { ...plan, caseExact: true }), "gold")).toThrow('"Free", "Gold"');
  expect(() => parse(string("plan", "", plan), "silver")).toThrow('must be one of "Free", "Gold"');
});

test("a closed list holds numbers, too", () => {
  const level = attribute("level", "integer", "", { canonicalValues: ["1", "2"], closed: true });
  expect(parse(level, 2)).toBe(2);
  expect(() => parse(level, 7)).toThrow('must be one of "1", "2"');
});

test("a number that JSON cannot write is refused", () => {
  expect(() => parse(attribute("score", "decimal", ""), JSON.parse("1e999") as Json)).toThrow("a number");
});

test("the same value twice is stored once", () => {
  const emails = plural("emails", "", string("value", ""));
  expect(parse(emails, [{ value: "a" }, { value: "a" }, { value: "b" }])).toStrictEqual([
    { value: "a" },
    { value: "b" },
  ]);
});

test("an element that nulls left with its type alone is none, except to a strict tenant", () => {
  const emails = plural("emails", "", string("value", ""));
  const sent = [{ type: "work", value: null, primary: true }, { type: "home" }];
  expect(parse(emails, sent, false)).toStrictEqual([{ type: "home" }]);
  expect(parse(emails, sent)).toStrictEqual([{ type: "work", primary: true }, { type: "home" }]);
});
