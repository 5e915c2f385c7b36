import type { Terminal } from "../terminal.ts";
import { Interrupted } from "./error.ts";
import type { ProcessRecord } from "./processes.ts";

/** npm and a terminal may both deliver the same Ctrl-C: only one that comes later is a second one. */
const SECOND_AFTER_MS = 1_000;

/**
 * A signal that is aborted, with an {@link Interrupted}, when this process is asked to end. Asked a second time, it ends
 * at once and takes its children with it.
 */
export function interruption(terminal: Terminal, processes: ProcessRecord): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const ask = (name: NodeJS.Signals) => {
    if (first === 0) {
      first = Date.now();
      terminal.line(`\n${name}: ending everything in order. Once more ends it at once.`);
      controller.abort(new Interrupted(name));
    } else if (Date.now() - first > SECOND_AFTER_MS) {
      processes.killAll();
      process.exit(new Interrupted(name).exitCode);
    }
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => ask(name));
  return controller.signal;
}
