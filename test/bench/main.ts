import { writeFile } from "node:fs/promises";
import { Client } from "pg";
import { z } from "zod";
import { benchEngine } from "../../entra-emulator/src/engine/bench.ts";
import { PostgresError } from "../../local/postgres/error.ts";
import { databaseServer } from "../support/database-server.ts";
import { SupportError } from "../support/error.ts";
import { type Arguments, readArguments } from "./arguments.ts";
import { bench, type Surroundings } from "./bench.ts";
import { benchEmulator } from "./emulator.ts";
import { BenchError } from "./error.ts";
import { benchFleet } from "./fleet.ts";
import { benchLogged } from "./logged.ts";
import { conditions, watchLoad, whyNotPublished } from "./machine.ts";
import type { BenchOptions } from "./options.ts";
import { plan } from "./plan.ts";
import { markdown } from "./report.ts";
import { Results } from "./results.ts";
import { benchStack } from "./stack.ts";
import { rowLine } from "./tables.ts";

/** Not the usual temporary folder on Linux: where that is in memory, a commit costs nothing and every figure flatters. */
const DURABLE = process.platform === "linux" ? { parent: "/var/tmp" } : {};

async function main({ options, json }: Arguments): Promise<void> {
  const interruption = interruptedByHand();
  await using stack = new AsyncDisposableStack();
  const load = watchLoad();
  stack.defer(() => load.stop());
  const serverUrl = await databaseServer(stack, DURABLE);
  const where = conditions(await describeServer(serverUrl));
  const unpublished = whyNotPublished(where);
  if (unpublished !== undefined) progress(unpublished);
  let shown = 0;
  const results = new Results(plan(options), async () => {
    const rows = [...results.figures.rows, ...results.figures.logged];
    for (const row of rows.slice(shown)) progress(rowLine(row));
    shown = rows.length;
    if (json === undefined) return;
    const { figures, missing } = results;
    const complete = missing.length === 0;
    const all = {
      complete,
      missing,
      publishable: unpublished === undefined,
      conditions: { ...where, loadDuring: load.during(), requestLog: "on" },
      options: { ...options, parts: [...options.parts] },
      ...figures,
    };
    await writeFile(json, `${JSON.stringify(all, undefined, 2)}\n`);
  });
  try {
    await measure(options, { serverUrl, results, progress, signal: interruption });
  } catch (error) {
    // Ctrl-C ends the programs under load as well: whatever failed then is no failure.
    if (!interruption.aborted) throw error;
    process.exitCode = 130;
  } finally {
    console.log(`\n${markdown(where, load.during(), options, results)}`);
  }
}

async function measure(options: BenchOptions, surroundings: Surroundings): Promise<void> {
  const { serverUrl, results, signal } = surroundings;
  const { parts } = options;
  await bench(options, surroundings);
  signal.throwIfAborted();
  if (parts.has("logs")) await benchLogged(options, surroundings);
  if (parts.has("engine")) {
    progress("the emulator's engine");
    const engine = await benchEngine(options.enginePeople);
    await results.add("engine", (figures) => (figures.engine = engine));
  }
  if (parts.has("emulator")) {
    progress("the emulator and the service");
    const emulator = await benchEmulator(serverUrl, options.emulatorPeople, signal);
    await results.add("emulator", (figures) => (figures.emulator = emulator));
  }
  if (parts.has("fleet")) {
    progress("a fleet");
    const fleet = await benchFleet(serverUrl, options.customers, signal);
    await results.add("fleet", (figures) => (figures.fleet = fleet));
  }
  if (parts.has("up")) {
    progress("pulumi up");
    const up = await benchStack(signal);
    await results.add("up", (figures) => (figures.up = up));
  }
}

/** Aborted by the first Ctrl-C; a second one ends the process at once. */
function interruptedByHand(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      progress("Breaking off: the programs are ended first.");
      interruption.abort();
    });
  }
  return interruption.signal;
}

/** For whoever waits; the report alone goes to standard output. */
function progress(line: string): void {
  console.error(line);
}

const serverDescription = z.object({ version: z.string(), fsync: z.string(), synchronousCommit: z.string() });

async function describeServer(url: string): Promise<z.infer<typeof serverDescription>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, string>>(`select
      current_setting('server_version') as version,
      current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as "synchronousCommit"`);
    return serverDescription.parse(rows[0]);
  } finally {
    await client.end();
  }
}

try {
  const given = readArguments(process.argv.slice(2));
  if (given) await main(given);
} catch (error) {
  const ours = error instanceof BenchError || error instanceof SupportError || error instanceof PostgresError;
  console.error(ours ? error.message : error);
  process.exitCode = process.exitCode === 130 ? 130 : 1;
}
