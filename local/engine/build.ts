import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { lock } from "../bootstrap/lock.mjs";
import type { Terminal } from "../terminal.ts";
import { EngineError } from "./error.ts";
import { onPath } from "./on-path.ts";

/** The version that go.mod pins. */
export const BUILT_VERSION = "3.259.0";

const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

const FLAGS = [
  "-buildvcs=false",
  "-tags=osusergo,grpcnotrace",
  `-ldflags=-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${BUILT_VERSION}`,
] as const;

/** What a build needs, so that tests can give something small in its place. */
export interface BuildOptions {
  /** Folder with go.mod and go.sum. */
  readonly module: string;
  /** Go package of the command. */
  readonly package: string;
  /** Folder that keeps built engines across checkouts. */
  readonly cache: string;
  /** PATH, for the look-up of `go`. */
  readonly searchPath: string;
}

/** The kit's own build of the engine. */
export const engineBuild: BuildOptions = {
  module: import.meta.dirname,
  package: PACKAGE,
  cache: path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "entra-scim-kit"),
  searchPath: process.env["PATH"] ?? "",
};

/** The engine's place in the cache: it changes with the pinned modules, the flags and the platform. */
export async function builtEngine(options: BuildOptions): Promise<string> {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) {
    hash.update(await readFile(path.join(options.module, file)));
  }
  hash.update(JSON.stringify([FLAGS, options.package, process.platform, process.arch]));
  return path.join(options.cache, `engine-${hash.digest("hex").slice(0, 16)}`, "pulumi");
}

/**
 * Builds the engine from the pinned Go module. The file appears in one step, so an interrupted build leaves nothing that
 * looks finished, and two builds at once become one.
 *
 * @returns the executable, or `undefined` when the machine has no Go.
 * @throws {EngineError} when Go fails; the message ends with its last lines.
 */
export async function buildEngine(
  options: BuildOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string | undefined> {
  const target = await builtEngine(options);
  const go = await onPath("go", options.searchPath);
  if (go === undefined) return undefined;
  await mkdir(path.dirname(target), { recursive: true });
  const held = await lock(`${target}.lock`, (holder) =>
    terminal.line(`Process ${holder.pid} is building the engine already; waiting for it.`),
  );
  const partial = `${target}.${process.pid}`;
  try {
    if (await isThere(target)) return target;
    await compile(go, partial, options, terminal, signal);
    await chmod(partial, 0o755);
    await rename(partial, target);
    return target;
  } finally {
    await rm(partial, { force: true });
    await held.release();
  }
}

async function compile(
  go: string,
  output: string,
  options: BuildOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const step = terminal.step(
    `Building the Pulumi engine ${BUILT_VERSION} with Go (about 4 minutes on 2 cores, once on this machine)`,
  );
  const child = spawn(go, ["build", "-v", ...FLAGS, "-o", output, options.package], {
    cwd: options.module,
    stdio: ["ignore", "ignore", "pipe"],
    signal,
    killSignal: "SIGTERM",
  });
  let compiled = 0;
  const last: string[] = [];
  const lines = createInterface({ input: child.stderr });
  lines.on("line", (line) => {
    if (line.startsWith("go: downloading")) step.note("downloading modules");
    else step.note(`${++compiled} packages compiled`);
    last.push(line);
    if (last.length > 8) last.shift();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return step.done();
  step.failed();
  const text = last.join("\n");
  throw new EngineError(
    `${text}\n\nGo could not build the Pulumi engine. ` +
      (/no space left/i.test(text)
        ? `The disk is full: the build needs about 5 GB in ${options.cache} and Go's own cache.`
        : "Its last lines are above."),
  );
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
