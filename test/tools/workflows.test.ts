import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, it } from "vitest";
import { cacheFolder } from "../../local/cache.ts";
import { buildProgram } from "../../local/go/build.ts";
import { openTerminal } from "../../local/terminal.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FOLDERS = [".github/workflows", "pipelines/github-actions"];
const run = promisify(execFile);
const workflows = (
  await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(path.join(ROOT, folder))).map((file) => path.join(folder, file)),
    ),
  )
).flat();

let actionlint: string;
beforeAll(async () => {
  const built = await buildProgram(
    {
      title: "actionlint",
      duration: "half a minute",
      executable: "actionlint",
      module: path.join(import.meta.dirname, "actionlint"),
      package: "github.com/rhysd/actionlint/cmd/actionlint",
      flags: ["-trimpath"],
      cache: cacheFolder(),
      searchPath: process.env["PATH"] ?? "",
    },
    openTerminal(),
    new AbortController().signal,
  );
  if (built === undefined) throw new Error("actionlint is built by Go: install Go 1.26 or newer.");
  actionlint = built;
});

it.each(workflows)("%s is a workflow without a mistake", async (file) => {
  await expect(run(actionlint, ["-no-color", file], { cwd: ROOT })).resolves.toMatchObject({ stdout: "" });
});

it("a mistake would be found", async () => {
  const broken =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ githb.ref }}\n";
  const child = run(actionlint, ["-no-color", "-"], { cwd: ROOT });
  child.child.stdin?.end(broken);
  await expect(child).rejects.toMatchObject({
    stdout: expect.stringContaining('undefined variable "githb"'),
  });
});
