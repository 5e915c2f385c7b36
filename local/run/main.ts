import { openTerminal } from "../terminal.ts";
import { destroy } from "./destroy.ts";
import { explain } from "./explain.ts";
import { Interrupted } from "./error.ts";
import { localFolder } from "./folders.ts";
import { interruption } from "./interruption.ts";
import { parseOptions } from "./options.ts";
import { ProcessRecord } from "./processes.ts";
import { becomeTheRun } from "./session.ts";
import { start } from "./start.ts";

/** `npm start`. Exit code 0: everything is as it should be; 1: it is not; 130 or 143: it was ended by a signal. */
const terminal = openTerminal();
const local = await localFolder();
const processes = new ProcessRecord(local.processes);
const signal = interruption(terminal, processes);
try {
  const options = parseOptions(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
  await using cleanup = new AsyncDisposableStack();
  const surroundings = { terminal, signal, cleanup, processes, local };
  await becomeTheRun(surroundings);
  const good = await (options.destroy ? destroy : start)(options, surroundings);
  process.exitCode = good ? 0 : 1;
} catch (error) {
  const cause = signal.aborted ? signal.reason : error;
  terminal.line(explain(cause));
  process.exitCode = cause instanceof Interrupted ? cause.exitCode : 1;
}
