import { expect, test } from "vitest";
import { Visibility } from "./visibility.ts";

test("hides what was written for the delay that held then", () => {
  let now = 1000;
  let delay = 500;
  const visibility = new Visibility(
    () => delay,
    () => now,
  );
  visibility.hide("app");
  delay = 0;
  visibility.hide("group");
  expect([visibility.visible("app"), visibility.visible("group"), visibility.visible("other")]).toEqual([
    false,
    true,
    true,
  ]);
  now = 1500;
  expect(visibility.visible("app")).toBe(true);
});
