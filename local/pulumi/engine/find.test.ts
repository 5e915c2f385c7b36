import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Terminal } from "../../terminal.ts";
import type { GoProgram } from "../../go/build.ts";
import { engineProgram } from "./build.ts";
import { EngineError } from "./error.ts";
import { type EngineSources, findEngine } from "./find.ts";
import { engineFromNpm } from "./from-npm.ts";
import { OLDEST_ENGINE } from "./version.ts";

let folder: string;
let said: string[];
const never = new AbortController().signal;

const terminal: Terminal = {
  step: (text) => {
    said.push(text);
    return { note: () => {}, log: () => {}, done: () => {}, failed: () => {} };
  },
  line: (text) => void said.push(text),
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "engine-test-"));
  said = [];
  await mkdir(path.join(folder, "bin"));
  await mkdir(path.join(folder, "module"));
  await writeFile(path.join(folder, "module", "go.mod"), "module engine\n");
  await writeFile(path.join(folder, "module", "go.sum"), "");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("findEngine", () => {
  it("takes the pulumi on PATH that brings its own language host", async () => {
    await executable("bin/pulumi", `echo v${OLDEST_ENGINE}`);
    await executable("bin/pulumi-language-nodejs", "");
    const engine = await findEngine(terminal, never, sources());
    expect(engine).toEqual({
      command: path.join(folder, "bin", "pulumi"),
      version: OLDEST_ENGINE,
      origin: `${path.join(folder, "bin", "pulumi")} on PATH`,
      env: {},
    });
  });

  it("gives a pulumi on PATH without a language host the kit's own, beside a copy", async () => {
    await executable("bin/pulumi", `echo v${OLDEST_ENGINE}`);
    const engine = await findEngine(terminal, never, sources());
    const beside = path.join(path.dirname(engine.command), "pulumi-language-nodejs");
    expect(engine.command.startsWith(path.join(folder, "cache"))).toBe(true);
    expect(await readFile(beside, "utf8")).toContain("language-host/main.ts");
    expect(Object.keys(engine.env)).toEqual(["ENTRA_SCIM_KIT_NODE", "ENTRA_SCIM_KIT_LANGUAGE_HOST"]);
    expect(await readdir(path.join(folder, "bin"))).toEqual(["pulumi"]);
  });

  it("passes over a pulumi that is too old and says its version", async () => {
    await executable("bin/pulumi", "echo v3.100.0");
    const found = findEngine(terminal, never, sources());
    await expect(found).rejects.toThrow(`is 3.100.0, older than ${OLDEST_ENGINE}`);
  });

  it("does not mistake npm's link to the downloading package for an installed engine", async () => {
    await executable("node_modules/.bin/pulumi", "echo v9.9.9");
    const searchPath = path.join(folder, "node_modules", ".bin");
    await expect(findEngine(terminal, never, sources({ searchPath }))).rejects.toThrow(
      "pulumi is not on PATH",
    );
  });

  it("takes the engine of the npm package when the download works", async () => {
    const npm = { command: "/somewhere/pulumi", version: "3.265.0" };
    const engine = await findEngine(terminal, never, { ...sources(), npm: async () => npm });
    expect(engine.origin).toBe("the npm package pulumi (/somewhere/pulumi)");
  });

  it("builds once and reuses the build", async () => {
    await fakeGo();
    const first = await findEngine(terminal, never, sources());
    expect(first.origin).toContain("built from local/pulumi/engine/go.mod");
    expect(said.join("\n")).toContain("about 4 minutes");
    await rm(path.join(folder, "bin", "go"));
    const second = await findEngine(terminal, never, sources());
    expect(second).toEqual({ ...first, origin: `${first.command}, built earlier` });
  });

  it("builds again when the pinned modules change", async () => {
    await fakeGo();
    const first = await findEngine(terminal, never, sources());
    await writeFile(path.join(folder, "module", "go.mod"), "module engine\n\ngo 1.26\n");
    const second = await findEngine(terminal, never, sources());
    expect(second.command).not.toBe(first.command);
  });

  it("names the three ways when none works", async () => {
    const problem = await findEngine(terminal, never, sources()).then(
      () => "",
      (error: unknown) => (error instanceof EngineError ? error.message : ""),
    );
    expect(problem).toContain("pulumi is not on PATH");
    expect(problem).toContain("no network here");
    expect(problem).toContain("go is not on PATH");
    expect(problem).toMatch(/install the Pulumi CLI[\s\S]+get\.pulumi\.com[\s\S]+install Go 1\.26/);
  });
});

describe("engineFromNpm", () => {
  it("finds out at once that the download cannot be reached", async () => {
    const home = process.env["PULUMI_HOME"];
    process.env["PULUMI_HOME"] = folder;
    try {
      const answer = await engineFromNpm(terminal, { origin: "http://127.0.0.1:1" });
      expect(answer).toEqual({ unavailable: expect.stringContaining("cannot be reached") });
    } finally {
      if (home === undefined) delete process.env["PULUMI_HOME"];
      else process.env["PULUMI_HOME"] = home;
    }
  });
});

function build(changes: Partial<GoProgram> = {}): GoProgram {
  return {
    ...engineProgram,
    module: path.join(folder, "module"),
    package: "example.test/engine",
    cache: path.join(folder, "cache"),
    searchPath: path.join(folder, "bin"),
    ...changes,
  };
}

function sources(changes: Partial<GoProgram> = {}): EngineSources {
  return { npm: async () => ({ unavailable: "no network here" }), build: build(changes) };
}

async function executable(name: string, script: string): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

/** A `go` that takes a moment and makes an executable which answers `version`. */
function fakeGo(): Promise<void> {
  return executable(
    "bin/go",
    [
      `while test "$1" != -o; do shift; done`,
      `/bin/sleep 0.05`,
      `echo built >> '${folder}/builds'`,
      `printf '#!/bin/sh\\necho v${OLDEST_ENGINE}\\n' > "$2"`,
    ].join("\n"),
  );
}
