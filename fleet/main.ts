import path from "node:path";
import { EngineError } from "../local/pulumi/engine/error.ts";
import { PostgresError } from "../local/postgres/error.ts";
import { commandLine } from "./command/options.ts";
import { render } from "./command/render.ts";
import { runOperation, type Surroundings } from "./command/run.ts";
import { work } from "./command/work.ts";
import { FleetError } from "./error.ts";

const interruption = new AbortController();
const surroundings: Surroundings = {
  work: process.env["FLEET_FOLDER"] ?? path.resolve(import.meta.dirname, "..", ".local", "fleet"),
  signal: interruption.signal,
  tell: (text) => process.stderr.write(`${text}\n`),
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) return;
    surroundings.tell("\nStopping: what is at work ends in an orderly way, nothing more is begun.");
    interruption.abort();
  });
}

const cwd = process.env["INIT_CWD"] ?? process.cwd();
const program = commandLine(
  {
    run: async (operation, options) => {
      process.exitCode = await runOperation(operation, options, surroundings);
    },
    work: (options) => work(options, surroundings),
    render: (folder, options) => render(folder, options, surroundings.tell),
  },
  cwd,
);
try {
  await program.parseAsync(process.argv);
} catch (error) {
  const known = error instanceof FleetError || error instanceof EngineError || error instanceof PostgresError;
  if (!known && !interruption.signal.aborted) throw error;
  if (known) surroundings.tell(error.message);
  process.exitCode = interruption.signal.aborted ? 130 : 1;
}
