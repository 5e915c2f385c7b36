import { spawn } from "node:child_process";
import { holderOf } from "../bootstrap/lock.mjs";
import { findEngine } from "../pulumi/engine/find.ts";
import type { Stack } from "../pulumi/stack/stack.ts";
import { openTerminal } from "../terminal.ts";
import { describeDirectory } from "./directory.ts";
import { explain } from "./explain.ts";
import { type LocalFolder, localFolder, stackFolder } from "./folders.ts";
import { interruption } from "./interruption.ts";
import { latestRun, type LatestRun } from "./latest.ts";
import { sampleDirectory } from "./options.ts";
import { ProcessRecord } from "./processes.ts";
import { becomeTheRun, openSession, stackOf, type SessionOptions } from "./session.ts";

const HELP = `npm run pulumi -- ARGS

Runs the Pulumi engine by hand on the stack of the latest npm start, with the same backend, plugins and environment:
  npm run pulumi -- preview
  npm run pulumi -- stack export
  npm run pulumi -- destroy
Commands that talk to the tenant use the services of a run that is up (npm start -- --keep), or start them for as long
as they take. What follows is the engine's own help.
`;

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

const terminal = openTerminal();
const args = process.argv.slice(2);
if (args.length === 0 || args.includes("--help")) console.log(HELP);
try {
  const local = await localFolder();
  const latest = await latestRun(local);
  const alive = (await holderOf(local.lock)) !== null;
  const needed = args.some((arg) => NEED_SERVICES.has(arg)) && !args.includes("--help");
  process.exitCode =
    latest === undefined || (needed && !alive)
      ? await withServices(local, latest ?? FIRST_RUN)
      : await onLatest(local, latest);
} catch (error) {
  terminal.line(explain(error));
  process.exitCode = 1;
}

async function withServices(local: LocalFolder, options: SessionOptions): Promise<number> {
  const processes = new ProcessRecord(local.processes);
  const signal = interruption(terminal, processes);
  await using cleanup = new AsyncDisposableStack();
  const surroundings = { terminal, signal, cleanup, processes, local };
  await becomeTheRun(surroundings);
  const session = await openSession(options, surroundings);
  return engine(session.engine.command, session.stack);
}

async function onLatest(local: LocalFolder, latest: LatestRun): Promise<number> {
  const found = await findEngine(terminal, new AbortController().signal);
  const folder = await stackFolder(local, latest.directory);
  terminal.line(`Stack of ${describeDirectory(latest.directory)}`);
  const stack = stackOf({ ...latest, engine: found, local, folder });
  // Ctrl-C is the engine's, which shares the terminal; this process waits for it.
  process.on("SIGINT", () => {});
  return engine(found.command, stack);
}

function engine(command: string, stack: Stack): Promise<number> {
  const child = spawn(command, args, { cwd: stack.project, env: stack.environment, stdio: "inherit" });
  process.on("SIGTERM", () => child.kill("SIGINT"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 130));
  });
}
