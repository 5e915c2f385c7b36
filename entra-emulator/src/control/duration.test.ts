import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["P30D", 30 * 86_400_000],
  ["PT40M", 40 * 60_000],
  ["P1W", 7 * 86_400_000],
  ["P1DT2H3M4S", 93_784_000],
  ["PT0S", 0],
])("%s", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "P", "PT", "30", "P1M", "P1Y", "-P1D", "P1.5D"])("refuses '%s'", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
