import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Terminal } from "../terminal.ts";
import { buildProgram, type GoProgram } from "./build.ts";

let folder: string;
const never = new AbortController().signal;
const terminal: Terminal = {
  step: () => ({ note: () => {}, log: () => {}, done: () => {}, failed: () => {} }),
  line: () => {},
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "go-build-test-"));
  await mkdir(path.join(folder, "bin"));
  await writeFile(path.join(folder, "go.mod"), "module program\n");
  await writeFile(path.join(folder, "go.sum"), "");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("buildProgram", () => {
  it("leaves nothing that looks finished when Go fails, and shows Go's last lines", async () => {
    await fakeGo("echo 'undefined: nonsense' >&2; exit 1");
    await expect(buildProgram(build(), terminal, never)).rejects.toThrow("undefined: nonsense");
    const [program] = await readdir(path.join(folder, "cache"));
    expect(await readdir(path.join(folder, "cache", String(program)))).toEqual([]);
  });

  it("builds anew when our own source changes", async () => {
    await fakeGo(`while test "$1" != -o; do shift; done; /bin/cat '${folder}/main.go' > "$2"`);
    const built: (string | undefined)[] = [];
    for (const source of ["one", "two"]) {
      await writeFile(path.join(folder, "main.go"), source);
      built.push(await buildProgram(build(), terminal, never));
      expect(await readFile(built.at(-1) ?? "", "utf8")).toBe(source);
    }
    expect(new Set(built).size).toBe(2);
  });

  it("says how to make room when the disk is full", async () => {
    await fakeGo("echo 'write a.o: no space left on device' >&2; exit 1");
    await expect(buildProgram(build(), terminal, never)).rejects.toThrow("The disk is full");
  });

  it("makes one build of two at the same time", async () => {
    await fakeGo(
      [
        `while test "$1" != -o; do shift; done`,
        `/bin/sleep 0.05`,
        `echo built >> '${folder}/builds'`,
        `printf program > "$2"`,
      ].join("\n"),
    );
    const both = await Promise.all([
      buildProgram(build(), terminal, never),
      buildProgram(build(), terminal, never),
    ]);
    expect(both[0]).toBe(both[1]);
    expect(await readFile(path.join(folder, "builds"), "utf8")).toBe("built\n");
  });
});

function build(): GoProgram {
  return {
    title: "a program",
    duration: "a moment",
    executable: "program",
    flags: [],
    module: folder,
    package: "example.test/program",
    cache: path.join(folder, "cache"),
    searchPath: path.join(folder, "bin"),
  };
}

async function fakeGo(script: string): Promise<void> {
  const file = path.join(folder, "bin/go");
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}
