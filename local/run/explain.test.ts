import { expect, it } from "vitest";
import { LocalRunError } from "./error.ts";
import { explain } from "./explain.ts";

it("tells a user's mistake without a stack trace", () => {
  expect(explain(new LocalRunError("There is no file a.yaml."))).toBe("There is no file a.yaml.");
});

it("tells how to go on when the disk is full, wherever that was noticed", () => {
  const noticed = [
    "ENOSPC: no space left on device, write",
    "could not extend file: No space left on device",
  ];
  for (const message of noticed) expect(explain(new Error(message))).toContain("The disk is full. Make room");
});

it("tells what failed first, not what failed while cleaning up", () => {
  const failed = new SuppressedError(new Error("cannot stop"), new LocalRunError("Port 1 is taken."));
  expect(explain(failed)).toBe("Port 1 is taken.");
  const full = new SuppressedError(new Error("ENOSPC: no space left on device"), new Error("aborted"));
  expect(explain(full)).toContain("The disk is full");
});

it("shows where an error that nobody foresaw comes from", () => {
  expect(explain(new TypeError("x is undefined"))).toMatch(
    /^This is a bug in the local run:\n[\s\S]*explain\.test\.ts/,
  );
});
