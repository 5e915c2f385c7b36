import { expect, it } from "vitest";
import { whyTooOld } from "./node-version.js";

it.each(["22.18.0", "22.20.1", "24.0.0", "26.1.0"])("Node %s runs the program", (version) => {
  expect(whyTooOld(version, "/usr/bin/node")).toBeUndefined();
});

it.each(["18.20.0", "20.20.2", "22.17.1"])("Node %s gets one sentence with the way out", (version) => {
  expect(whyTooOld(version, "/usr/bin/node")).toMatch(
    /^This program needs Node\.js 22\.18 or newer, but \/usr\/bin\/node is [\d.]+\. Install a newer one, or run .+\.$/,
  );
});
