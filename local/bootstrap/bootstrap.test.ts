import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureDependencies, upToDate } from "./dependencies.mjs";
import { requireNode } from "./error.mjs";
import { pinnedNode } from "./node.mjs";

const run = promisify(execFile);
const bootstrap = path.join(import.meta.dirname, "..", "bootstrap.mjs");

/** Without `--no-save` npm would write into the checkout. */
const NPM_CALL = "install --no-save --loglevel=error --no-audit --no-fund";

describe("ensureDependencies", () => {
  let folder: string;
  let searchPath: string | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "bootstrap-test-"));
    await writeFile(path.join(folder, "package-lock.json"), "{}");
    searchPath = process.env["PATH"];
  });
  afterEach(async () => {
    process.env["PATH"] = searchPath;
    await rm(folder, { recursive: true, force: true });
  });

  it("installs from the lock file when nothing is there, then leaves it alone until the lock file changes", async () => {
    await npmThat(`mkdir -p node_modules; echo "$*" >> '${folder}/calls'`);
    await ensureDependencies(folder);
    await ensureDependencies(folder);
    expect(await calls()).toEqual([NPM_CALL]);
    await writeFile(path.join(folder, "package-lock.json"), '{"changed":true}');
    expect(await upToDate(folder)).toBe(false);
    await ensureDependencies(folder);
    expect(await calls()).toEqual([NPM_CALL, NPM_CALL]);
  });

  it("installs once for two starts at the same time", async () => {
    await npmThat(`/bin/sleep 0.05; mkdir -p node_modules; echo "$*" >> '${folder}/calls'`);
    await Promise.all([ensureDependencies(folder), ensureDependencies(folder)]);
    expect(await calls()).toEqual([NPM_CALL]);
  });

  it("shows npm's error, says what to do, and tries again the next time", async () => {
    await npmThat("echo 'npm error code ENOSPC' >&2; exit 228");
    await expect(ensureDependencies(folder)).rejects.toThrow("The disk is full");
    expect(await upToDate(folder)).toBe(false);
  });

  async function npmThat(script: string): Promise<void> {
    const bin = path.join(folder, "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(bin, "npm"), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(bin, "npm"), 0o755);
    process.env["PATH"] = `${bin}${path.delimiter}${searchPath ?? ""}`;
  }

  async function calls(): Promise<string[]> {
    return (await readFile(path.join(folder, "calls"), "utf8")).trim().split("\n");
  }
});

it("refuses a Node that is too old in one sentence", () => {
  expect(() => requireNode("18.20.4")).toThrow("this is Node 18.20.4");
  expect(() => requireNode("20.0.0")).not.toThrow();
});

it("pins Node 24, by its real path", async () => {
  const node = await pinnedNode();
  expect((await run(node, ["--version"])).stdout).toMatch(/^v24\./);
  expect(node).not.toContain(".bin");
});

it("lists the commands, and does so too when asked for one that is not there", async () => {
  const { stdout } = await run(process.execPath, [bootstrap, "--help"]);
  expect(stdout).toContain("npm run COMMAND -- ARGS");
  const failed = await run(process.execPath, [bootstrap, "deploy"]).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no command "deploy"') });
});
