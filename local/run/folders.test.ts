import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localFolder, stackFolder } from "./folders.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "folders-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("members from a folder of files are one directory, which is another once a file changes", async () => {
  const members = path.join(folder, "members");
  await mkdir(members);
  const [users, groups, support] = [
    path.join(folder, "users.csv"),
    path.join(folder, "groups.csv"),
    path.join(members, "Support.csv"),
  ];
  for (const file of [users, groups, support]) await writeFile(file, "id\n");
  const local = await localFolder(path.join(folder, "local"));
  const source = { kind: "csv", users, groups, members } as const;
  const first = await stackFolder(local, source);
  expect(first.name).toMatch(/^csv-[0-9a-f]{8}$/);
  expect((await stackFolder(local, source)).name).toBe(first.name);
  await writeFile(support, "id\nsomebody\n");
  expect((await stackFolder(local, source)).name).not.toBe(first.name);
});

test("a file that is not there is named", async () => {
  const local = await localFolder(path.join(folder, "local"));
  const file = path.join(folder, "none.yaml");
  await expect(stackFolder(local, { kind: "yaml", file })).rejects.toThrow(`There is no file ${file}.`);
});
