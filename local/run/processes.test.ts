import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ProcessRecord } from "./processes.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "processes-test-"));
  file = path.join(folder, "processes.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("ends what a run that is gone has left behind, and names it", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const ended = once(child, "exit");
  await new ProcessRecord(file).add("the SCIM service", child.pid ?? 0);
  expect(await new ProcessRecord(file).endLeftovers()).toEqual(["the SCIM service"]);
  expect(await ended).toEqual([null, "SIGTERM"]);
  await expect(access(file)).rejects.toThrow("ENOENT");
});

it("leaves alone a process that has got the id of one that is gone", async () => {
  await writeFile(file, JSON.stringify([{ name: "PostgreSQL", pid: process.pid, born: "1" }]));
  expect(await new ProcessRecord(file).endLeftovers()).toEqual([]);
});
