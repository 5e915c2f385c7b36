import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLanguageHost } from "./language-host.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "language-host-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["the kit's own", "cache/pulumi-1", "cache/pulumi-1"],
  ["somebody else's", "bin", "cache/adopted-*"],
])("an engine that many ask for at once has its host: %s", async (_, from, to) => {
  const cache = path.join(folder, "cache");
  await mkdir(path.join(folder, from), { recursive: true });
  await mkdir(cache, { recursive: true });
  const engine = path.join(folder, from, "pulumi");
  await writeFile(engine, "");
  const found = await Promise.all(Array.from({ length: 20 }, () => withLanguageHost(engine, cache)));
  const home = path.dirname(found[0]?.command ?? "");
  expect(path.relative(folder, home)).toMatch(new RegExp(`^${to.replace("*", ".+")}$`));
  expect((await readdir(home)).toSorted()).toEqual(["pulumi", "pulumi-language-nodejs"]);
  expect((await stat(path.join(home, "pulumi-language-nodejs"))).mode & 0o777).toBe(0o755);
});
