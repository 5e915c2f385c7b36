import { setTimeout as delay } from "node:timers/promises";
import { createDatabase } from "../support/database.ts";
import { entryOf, TestFleet } from "../fleet/fleet-process.ts";
import { openTenants } from "../fleet/tenants.ts";
import { peakMiB, startChildrenTime } from "./children.ts";
import { BenchError } from "./error.ts";
import { FEW_CUSTOMERS } from "./options.ts";

/** `fleet up` over customers with nothing to change. */
export interface FleetRun {
  readonly customers: number;
  readonly parallel: number;
  readonly seconds: number;
  /** Processor time in seconds of the fleet's process and all that it started; undefined where it cannot be seen. */
  readonly processorSeconds: number | undefined;
  /** Most resident memory of the fleet's own process; undefined where it cannot be seen. */
  readonly memoryMiB: number | undefined;
}

export interface FleetFigures {
  readonly few: FleetRun;
  readonly all: FleetRun;
}

const PARALLEL = 4;
const SAMPLE_MS = 50;
const PATIENCE_MS = 5_000;

/** Deploys customers, each with an emulated tenant in this process, and then has them deployed again. */
export async function benchFleet(
  serverUrl: string,
  customers: number,
  signal: AbortSignal,
): Promise<FleetFigures> {
  const names = Array.from({ length: customers }, (_, index) => `customer-${index}`);
  await using tenants = await openTenants(serverUrl, names);
  await using stack = new AsyncDisposableStack();
  const jobs = await createDatabase(serverUrl, "bench_fleet");
  stack.defer(() => jobs.drop());
  const fleet = new TestFleet(tenants, jobs.url);
  await fleet.open();
  await fleet.write([...tenants.all.values()].map((tenant) => entryOf(tenant)));
  const up = (count: number, state: string) => runUp(fleet, names.slice(0, count), state, signal);
  await up(customers, "changed");
  return {
    few: await up(Math.min(FEW_CUSTOMERS, customers), "unchanged"),
    all: await up(customers, "unchanged"),
  };
}

/** @throws {BenchError} when a customer ends in another state. */
async function runUp(
  fleet: TestFleet,
  names: readonly string[],
  state: string,
  signal: AbortSignal,
): Promise<FleetRun> {
  signal.throwIfAborted();
  const processor = await startChildrenTime();
  const started = performance.now();
  const command = fleet.start(["up", "--parallel", String(PARALLEL), "--only", names.join(",")]);
  let patience: NodeJS.Timeout | undefined;
  const interrupt = () => {
    command.kill("SIGINT");
    // Ctrl-C on a terminal has ended PostgreSQL as well, which the fleet would wait for.
    patience = setTimeout(() => command.kill("SIGKILL"), PATIENCE_MS);
  };
  signal.addEventListener("abort", interrupt, { once: true });
  const memoryMiB = await watchPeak(command.pid, command.ended);
  const { results, output } = await command.ended;
  const seconds = (performance.now() - started) / 1_000;
  clearTimeout(patience);
  signal.removeEventListener("abort", interrupt);
  signal.throwIfAborted();
  const other = names.find((name) => results[name]?.state !== state);
  if (other !== undefined) {
    throw new BenchError(
      `${other} is ${results[other]?.state ?? "not in the report"} instead of ${state}:\n${output.slice(-2_000)}`,
    );
  }
  return {
    customers: names.length,
    parallel: PARALLEL,
    seconds,
    processorSeconds: await processor.stop(),
    memoryMiB,
  };
}

/** What the most resident memory was when the process was last seen; it is gone with the process. */
async function watchPeak(pid: number, ended: Promise<unknown>): Promise<number | undefined> {
  let most: number | undefined;
  for (;;) {
    const seen = await peakMiB(pid);
    if (seen === undefined) return most;
    most = seen;
    await Promise.race([ended, delay(SAMPLE_MS)]);
  }
}
