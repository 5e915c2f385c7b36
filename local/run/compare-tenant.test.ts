import { expect, it } from "vitest";
import { tracesOf } from "./compare-tenant.ts";

const before = { id: "t", users: [{ id: "u1", displayName: "Ann" }], groups: [], applications: [], jobs: [] };

it("finds none when the tenant is what it was, whoever has joined meanwhile", () => {
  const now = { ...before, users: [...before.users, { id: "u2", displayName: "Bo" }] };
  expect(tracesOf(before, now, now)).toEqual([]);
});

it("names what a destroy has left over, changed or taken away", () => {
  const after = {
    ...before,
    users: [{ id: "u1", displayName: "Anna" }],
    applications: [{ id: "a1", displayName: "SightCall" }],
  };
  expect(tracesOf(before, before, after)).toEqual([
    "users: Anna is changed",
    "applications: SightCall is left over",
  ]);
  expect(tracesOf(before, after, { ...after, users: [] })).toContain("users: Anna is gone");
});
