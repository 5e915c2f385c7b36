import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Terminal } from "../terminal.ts";
import { localFolder } from "./folders.ts";
import { ProcessRecord } from "./processes.ts";
import { becomeTheRun, type Surroundings } from "./session.ts";

const quiet: Terminal = {
  step: () => ({ note: () => {}, log: () => {}, done: () => {}, failed: () => {} }),
  line: () => {},
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "session-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("refuses a second run while one is alive, with its process id, and lets the next one in", async () => {
  const first = await surroundings();
  await becomeTheRun(first);
  const second = await surroundings();
  await expect(becomeTheRun(second)).rejects.toThrow(
    `Another run is alive in this checkout: process ${process.pid}`,
  );
  await first.cleanup.disposeAsync();
  await expect(becomeTheRun(second)).resolves.toBeUndefined();
  await second.cleanup.disposeAsync();
});

async function surroundings(): Promise<Surroundings> {
  const local = await localFolder(path.join(folder, ".local"));
  return {
    terminal: quiet,
    signal: new AbortController().signal,
    cleanup: new AsyncDisposableStack(),
    processes: new ProcessRecord(local.processes),
    local,
  };
}
