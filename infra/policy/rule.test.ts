import { describe, expect, it } from "vitest";
import { stackPolicy } from "./rule.ts";
import { judge, resource } from "./testing/stack.ts";

const rule = stackPolicy(
  {
    name: "no-teapot",
    description: "There is no teapot.",
    severity: "low",
    remedy: "Take it away.",
    check: (resources, report) => {
      for (const { type, urn } of resources) if (type === "teapot") report("A teapot.", urn);
    },
  },
  () => "2026-11-27",
);
const stack = [resource({ type: "teapot" })];

describe("a rule", () => {
  it("says what is wrong and what to do", async () => {
    expect(await judge(rule, stack)).toEqual({ violations: ["A teapot. Take it away."] });
    expect(await judge(rule, [])).toEqual({ violations: [] });
    expect(rule).toMatchObject({
      severity: "low",
      remediationSteps: "Take it away.",
      enforcementLevel: "mandatory",
    });
  });

  it("does not apply while an exception lasts, and says why", async () => {
    const exception = { reason: "It is tea time", until: "2026-11-27" };
    expect(await judge(rule, stack, { exception })).toEqual({
      violations: [],
      notApplicable: "Exception until 2026-11-27: It is tea time",
    });
  });

  it("holds again once the exception has ended, and says so", async () => {
    const exception = { reason: "It is tea time", until: "2026-11-26" };
    const { violations } = await judge(rule, stack, { exception });
    expect(violations).toEqual([
      'A teapot. Take it away. The exception "It is tea time" ended on 2026-11-26.',
    ]);
  });

  it("refuses an exception without an end", async () => {
    await expect(judge(rule, stack, { exception: { reason: "It is tea time" } })).rejects.toThrow("until");
  });
});
