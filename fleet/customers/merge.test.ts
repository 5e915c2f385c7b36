import {
  array,
  assert,
  constantFrom,
  dictionary,
  integer,
  letrec,
  oneof,
  property,
  string,
} from "fast-check";
import { expect, it } from "vitest";
import { isMap, mergeSettings } from "./merge.ts";

const settings = letrec((tie) => ({
  value: oneof({ maxDepth: 4 }, string(), integer(), array(string()), tie("map")),
  map: dictionary(constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 4 }),
})).map;

it("merges maps deeply, replaces lists, and takes away what is null", () => {
  const defaults = {
    application: { hidden: true },
    assignments: { groups: ["A", "B"] },
    profile: "recording",
  };
  const own = { application: { notes: "x" }, assignments: { groups: ["C"] }, profile: null };
  expect(mergeSettings(defaults, own)).toEqual({
    application: { hidden: true, notes: "x" },
    assignments: { groups: ["C"] },
  });
});

it("takes a customer's reference to a secret instead of the default's, whatever its form", () => {
  const defaults = { endpoint: { url: "https://a", token: { fromEnvironment: "TOKEN" } } };
  const own = { endpoint: { token: { fromFile: "token" } } };
  expect(mergeSettings(defaults, own)).toEqual({
    endpoint: { url: "https://a", token: { fromFile: "token" } },
  });
});

it("leaves the defaults as they are where a customer says nothing, and the customer's where the defaults do", () => {
  assert(
    property(settings, (map) => {
      expect(mergeSettings(map, undefined)).toEqual(map);
      expect(mergeSettings(map, {})).toEqual(map);
      expect(mergeSettings({}, map)).toEqual(map);
      expect(mergeSettings(map, map)).toEqual(map);
    }),
  );
});

it("lets the customer win at every path that it sets, and is the same however often it is done", () => {
  assert(
    property(settings, settings, (defaults, own) => {
      const merged = mergeSettings(defaults, own);
      for (const [path, value] of leaves(own)) expect(at(merged, path)).toEqual(value);
      expect(mergeSettings(merged, own)).toEqual(merged);
    }),
  );
});

function leaves(value: unknown, path: readonly string[] = []): [readonly string[], unknown][] {
  if (!isMap(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]));
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, key) => (isMap(part) ? part[key] : undefined), value);
}
