import { expect, test } from "vitest";
import { FULL, type Part } from "./options.ts";
import { plan } from "./plan.ts";

const only = (...parts: Part[]) => ({ ...FULL, parts: new Set(parts) });

test("every title of a whole run is there once", () => {
  const titles = plan({ ...FULL, users: [1_000, 100_000, 1_000_000] });
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles).toContain("GET /Users/{id}, 1,000 users, 1 connection");
  expect(titles).toContain("PATCH /Groups/{id} one member less, at 100,000, 100,000 users, 10 connections");
});

test("a million users have no rows for one connection and none for groups", () => {
  const titles = plan({ ...FULL, users: [1_000_000], parts: new Set(["users"]) });
  expect(titles.filter((title) => title.includes("/Users"))).toHaveLength(4);
  expect(titles.filter((title) => / 1 connection$|Groups/.test(title))).toEqual([]);
});

test("a chosen part brings what belongs to its programs, and no other part", () => {
  expect(plan({ ...only("parallel"), users: [1_000, 100_000] })).toEqual([
    "database, 100,000 users",
    "parallel",
    "memory, 100,000 users",
    "request log, 100,000 users",
  ]);
  expect(plan(only("fleet"))).toEqual(["fleet"]);
});
