import { spawn, type StdioOptions } from "node:child_process";
import process from "node:process";
import { holderOf } from "../bootstrap/lock.mjs";
import { findEngine } from "../pulumi/engine/find.ts";
import type { Stack } from "../pulumi/stack/stack.ts";
import type { Terminal } from "../terminal.ts";
import { describeDirectory } from "./directory.ts";
import { type LocalFolder, stackFolder } from "./folders.ts";
import { interruption } from "./interruption.ts";
import { latestRun, type LatestRun } from "./latest.ts";
import { sampleDirectory } from "./options.ts";
import { ProcessRecord } from "./processes.ts";
import { becomeTheRun, openSession, stackOf, type SessionOptions } from "./session.ts";

/** Commands of the engine that run the program or a provider, and so need the emulator and the SCIM service. */
const NEED_SERVICES = new Set([
  "up",
  "update",
  "preview",
  "pre",
  "refresh",
  "destroy",
  "down",
  "import",
  "watch",
]);

const FIRST_RUN: SessionOptions = {
  directory: { kind: "yaml", file: sampleDirectory },
  plugins: "stand-in",
};

/** A call of the engine by hand. */
export interface HandCall {
  readonly args: readonly string[];
  readonly local: LocalFolder;
  readonly terminal: Terminal;
  readonly stdio: StdioOptions;
}

/**
 * Runs the engine on the stack of the latest run; its exit code. The services of a run that is up are used; otherwise a
 * command that needs them has them for as long as it takes.
 *
 * @throws {LocalRunError} when another run is alive but has only just begun.
 */
export async function runByHand(call: HandCall): Promise<number> {
  const { args, local } = call;
  const latest = await latestRun(local);
  const alive = (await holderOf(local.lock)) !== null;
  const needed = args[0] !== "help" && args.some((arg) => NEED_SERVICES.has(arg));
  return latest === undefined || (needed && !alive)
    ? await withServices(call, latest ?? FIRST_RUN)
    : await onLatest(call, latest);
}

async function withServices(call: HandCall, options: SessionOptions): Promise<number> {
  const { local, terminal } = call;
  const processes = new ProcessRecord(local.processes);
  const signal = interruption(terminal, processes);
  await using cleanup = new AsyncDisposableStack();
  const surroundings = { terminal, signal, cleanup, processes, local };
  await becomeTheRun(surroundings);
  const { engine, stack } = await openSession(options, surroundings);
  // Awaited here: at the end of this function the services end.
  return await runEngine(call, engine.command, stack);
}

async function onLatest(call: HandCall, latest: LatestRun): Promise<number> {
  const { local, terminal } = call;
  const engine = await findEngine(terminal, new AbortController().signal);
  const folder = await stackFolder(local, latest.directory);
  terminal.line(`Stack of ${describeDirectory(latest.directory)}`);
  // Ctrl-C is the engine's, which shares the terminal; this process waits for it.
  process.on("SIGINT", () => {});
  return runEngine(call, engine.command, stackOf({ ...latest, engine, local, folder }));
}

function runEngine({ args, stdio }: HandCall, command: string, stack: Stack): Promise<number> {
  const child = spawn(command, args, { cwd: stack.project, env: stack.environment, stdio });
  process.on("SIGTERM", () => child.kill("SIGINT"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 130));
  });
}
