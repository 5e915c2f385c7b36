import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { openTerminal } from "./terminal.ts";

it("says one line for each step where there is no terminal", () => {
  const stream = new PassThrough();
  const terminal = openTerminal(stream);
  terminal.step("Starting PostgreSQL").done("PostgreSQL is up");
  const up = terminal.step("pulumi up");
  up.note("create SynchronizationJob");
  up.failed();
  terminal.line("refused");
  const text = String(stream.read()).replaceAll(/\d+\.\d s/g, "N s");
  expect(text).toBe("✓ PostgreSQL is up (N s)\n✗ pulumi up (N s)\nrefused\n");
});
