import { expect, it } from "vitest";
import { report } from "./example-report.ts";
import { summary } from "./summary.ts";

it("counts in the singular and in the plural", () => {
  const text = summary(report);
  expect(text).toContain("no change to 1 resource in");
  expect(text).toContain("1 person, 2 groups");
  expect(text).toContain("1 user created, 2 users updated, 1 member added (1 request in");
  expect(text).toContain(
    "1 difference (1 active user, 0 inactive, 2 groups, 1 membership, 0 managers: 5 values compared)",
  );
});
