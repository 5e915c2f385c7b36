import { describe, expect, it } from "vitest";
import { jobSecrets, judge } from "../testing/stack.ts";
import { scopeAssigned } from "./scope-assigned.ts";

describe("scope-assigned", () => {
  it.each([
    ["true", 1],
    ["True", 1],
    ["false", 0],
  ])("judges SyncAll %s", async (value, count) => {
    expect((await judge(scopeAssigned, [jobSecrets({ SyncAll: value })])).violations).toHaveLength(count);
  });
});
