import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { lock } from "../bootstrap/lock.mjs";
import { onPath } from "../pulumi/engine/on-path.ts";
import type { Terminal } from "../terminal.ts";

/** A program that Go builds from a module of ours with everything pinned. */
export interface GoProgram {
  /** For a person, such as `the Pulumi engine 3.259.0`. */
  readonly title: string;
  /** For a person: how long the first build takes, such as `about 4 minutes on 2 cores`. */
  readonly duration: string;
  /** Name of the executable. */
  readonly executable: string;
  /** Folder with go.mod and go.sum. */
  readonly module: string;
  /** Go package of the command. */
  readonly package: string;
  /** Flags of `go build`. */
  readonly flags: readonly string[];
  /** Folder that keeps built programs across checkouts. */
  readonly cache: string;
  /** PATH, for the look-up of `go`. */
  readonly searchPath: string;
}

/** Go failed; the message ends with its last lines. */
export class GoBuildError extends Error {
  override readonly name = "GoBuildError";
}

/** The program's place in the cache: it changes with the pinned modules, our own source, the flags and the platform. */
export async function builtProgram(program: GoProgram): Promise<string> {
  const hash = createHash("sha256");
  const sources = (await readdir(program.module)).filter((file) => file.endsWith(".go")).toSorted();
  for (const file of ["go.mod", "go.sum", ...sources]) {
    hash.update(await readFile(path.join(program.module, file)));
  }
  hash.update(JSON.stringify([program.flags, program.package, process.platform, process.arch]));
  return path.join(
    program.cache,
    `${program.executable}-${hash.digest("hex").slice(0, 16)}`,
    program.executable,
  );
}

/**
 * Builds a program unless it is in the cache. The file appears in one step, so an interrupted build leaves nothing that
 * looks finished, and two builds at once become one.
 *
 * @returns the executable, or `undefined` when the machine has no Go.
 * @throws {GoBuildError} when Go fails.
 */
export async function buildProgram(
  program: GoProgram,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string | undefined> {
  const target = await builtProgram(program);
  if (await isThere(target)) return target;
  const go = await onPath("go", program.searchPath);
  if (go === undefined) return undefined;
  await mkdir(path.dirname(target), { recursive: true });
  const held = await lock(`${target}.lock`, (holder) =>
    terminal.line(`Process ${holder.pid} is building ${program.title} already; waiting for it.`),
  );
  const partial = `${target}.${process.pid}`;
  try {
    if (await isThere(target)) return target;
    await compile(go, partial, program, terminal, signal);
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
  program: GoProgram,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const step = terminal.step(`Building ${program.title} with Go (${program.duration}, once on this machine)`);
  const child = spawn(go, ["build", "-v", ...program.flags, "-o", output, program.package], {
    cwd: program.module,
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
  throw new GoBuildError(
    `${text}\n\nGo could not build ${program.title}. ` +
      (/no space left/i.test(text)
        ? `The disk is full: the build needs about 5 GB in ${program.cache} and Go's own cache.`
        : "Its last lines are above."),
  );
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
