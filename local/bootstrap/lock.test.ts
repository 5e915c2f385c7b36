import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holderOf, lock, tryLock } from "./lock.mjs";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "lock-test-"));
  file = path.join(folder, "sub", "run.lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("is held by one at a time and names the holder", async () => {
  const first = await taken();
  expect(await tryLock(file)).toMatchObject({ holder: { pid: process.pid } });
  await first.release();
  expect(await holderOf(file)).toBeNull();
  await (await taken()).release();
  expect(await readdir(path.dirname(file))).toEqual([]);
});

it("takes over from a process that is gone and says from whom", async () => {
  const child = spawn(process.execPath, ["--version"]);
  await once(child, "exit");
  await taken().then((held) => held.release());
  await writeFile(file, JSON.stringify({ pid: child.pid, born: null, since: "2026-01-01T00:00:00Z" }));
  const held = await taken();
  expect(held.tookOverFrom?.pid).toBe(child.pid);
  await held.release();
});

it("does not mistake another process with a reused id for the holder", async () => {
  await taken().then((held) => held.release());
  await writeFile(file, JSON.stringify({ pid: process.pid, born: "1", since: "2026-01-01T00:00:00Z" }));
  expect(await holderOf(file)).toBeNull();
  await (await taken()).release();
});

it("gives a dead lock to exactly one of many takers", async () => {
  await taken().then((held) => held.release());
  await writeFile(file, "half a rec");
  const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(file)));
  expect(attempts.filter((attempt) => "held" in attempt)).toHaveLength(1);
});

it("waits for its turn and says so once", async () => {
  const first = await taken();
  let waits = 0;
  const second = lock(file, () => {
    waits += 1;
    void first.release();
  });
  await (await second).release();
  expect(waits).toBe(1);
});

async function taken() {
  const attempt = await tryLock(file);
  if ("holder" in attempt) throw new Error(`held by ${attempt.holder.pid}`);
  return attempt.held;
}
