import os from "node:os";
import type { StackFigures } from "./stack.ts";
import type { EngineFigures } from "../../entra-emulator/src/engine/bench.ts";
import type { BenchOptions, BenchResult } from "./bench.ts";
import type { Row } from "./figures.ts";

/** Where and when the figures were taken. */
export interface Conditions {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly postgres: string;
  /** PostgreSQL's `fsync` and `synchronous_commit`: without both, a commit is not what it is in production. */
  readonly fsync: string;
  readonly synchronousCommit: string;
  /** Processes that wanted a core, on average over the minute before the start. */
  readonly loadBefore: number;
}

/** Most of the cores that something else may keep busy before the start, for figures that can be published. */
const QUIET = 0.25;

/** Why figures from this machine must not be published; undefined where they may be. */
export function whyNotPublished({ loadBefore, cores }: Conditions): string | undefined {
  if (loadBefore <= QUIET * cores) return undefined;
  return `Not for publishing: the machine was busy before the start, with a load of ${loadBefore.toFixed(2)} on ${cores} cores (at most ${(QUIET * cores).toFixed(2)}).`;
}

/** The conditions of this machine. @param server what the database says of itself. */
export function conditions(server: {
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
}): Conditions {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus[0]?.model.trim() ?? "unknown",
    cores: cpus.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: server.version,
    fsync: server.fsync,
    synchronousCommit: server.synchronousCommit,
    loadBefore: os.loadavg()[0] ?? 0,
  };
}

const MEMORY_GOAL_MIB = 200;
const FLATNESS_GOAL = 0.15;

/** The report as Markdown: the table of operations, then what is not a rate. */
export function markdown(where: Conditions, options: BenchOptions, result: BenchResult): string {
  const { rows, memory, parallel } = result;
  const busiest = Math.max(...rows.map((row) => row.generatorBusy));
  const unpublished = whyNotPublished(where);
  return [
    ...(unpublished === undefined ? [] : [`**${unpublished}**`, ""]),
    `${where.date}, ${where.processor}, ${where.cores} cores, ${where.memoryGiB} GiB, Node ${where.node}, PostgreSQL ${where.postgres} (fsync ${where.fsync}, synchronous_commit ${where.synchronousCommit}), load before ${where.loadBefore.toFixed(2)}; ${options.rounds} rounds of ${options.sliceMilliseconds / 1000} s for each program in turns.`,
    "",
    ...table(
      [
        "operation",
        "users",
        "connections",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "ceiling/s",
        "p50 ms",
        "p99 ms",
        "ratio",
        "goal",
      ],
      rows.map(cells),
    ),
    "",
    "Processor time for each request, in microseconds:",
    "",
    ...table(
      [
        "operation",
        "users",
        "connections",
        "service",
        "its PostgreSQL",
        "requests/s and core",
        "ceiling",
        "its PostgreSQL",
        "requests/s and core",
        "time ratio",
        "goal",
      ],
      rows.map(processorCells),
    ),
    "",
    ...flatness(rows, "GET /Users?filter"),
    ...flatness(rows, "PATCH /Groups/{id} one member more"),
    ...flatness(rows, "PATCH /Groups/{id} one member less"),
    `- ${parallel.sent} additions to one group at once: ${parallel.lost} lost, ${parallel.refused} refused`,
    ...memory.map(
      (line) =>
        `- resident memory under that load, ${count(line.users)} users: service ${line.service.toFixed(0)} MiB (goal: at most ${MEMORY_GOAL_MIB}), ceiling ${line.ceiling.toFixed(0)} MiB`,
    ),
    `- the load generator was busy ${percent(busiest)} of the time at most`,
  ].join("\n");
}

const ENGINE_GOAL = 1_000;

/** How fast the emulator's engine is against a stub: it must never be what limits a run. */
export function engineLine(figures: EngineFigures): string {
  return `- the emulator's engine provisions ${count(figures.usersPerSecond)} users/s into a stub (goal: at least ${count(ENGINE_GOAL)}) and ${count(figures.membershipsPerSecond)} memberships/s, a request each`;
}

function cells(row: Row): string[] {
  const { overall, least, most } = row.ratio;
  return [
    row.operation,
    count(row.users),
    String(row.connections),
    ...[row.service, row.ceiling].flatMap((figures) => [
      count(Math.round(figures.requestsPerSecond)),
      figures.p50Milliseconds.toFixed(2),
      figures.p99Milliseconds.toFixed(2),
    ]),
    `${overall.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`,
    `≥ ${row.goal.toFixed(1)}`,
  ];
}

/** One row for whoever waits. */
export function rowLine(row: Row): string {
  return `  ${cells(row).join(" | ")} | processor: ${processorCells(row).slice(3, -1).join(" | ")}`;
}

/** Most processor time of service and PostgreSQL together, in that of the ceiling. */
const PROCESSOR_GOALS = { read: 1.25, write: 1.5 };

function processorCells(row: Row): string[] {
  const both = [row.service.processor, row.ceiling.processor];
  const [service = Number.NaN, ceiling = Number.NaN] = both.map(
    (each) => each && each.programMicroseconds + each.postgresMicroseconds,
  );
  return [
    row.operation,
    count(row.users),
    String(row.connections),
    ...both.flatMap((each) =>
      each
        ? [
            each.programMicroseconds.toFixed(0),
            each.postgresMicroseconds.toFixed(0),
            count(Math.round(each.requestsPerSecondAndCore)),
          ]
        : ["–", "–", "–"],
    ),
    Number.isNaN(service / ceiling) ? "–" : (service / ceiling).toFixed(2),
    `≤ ${row.operation.startsWith("GET") ? PROCESSOR_GOALS.read : PROCESSOR_GOALS.write}`,
  ];
}

/** How far apart the service's rates of the same operation are at the different sizes. */
function flatness(all: readonly Row[], operation: string): string[] {
  const most = Math.max(...all.map((row) => row.connections));
  const rates = all
    .filter((row) => row.operation.startsWith(operation) && row.connections === most)
    .map((row) => row.service.requestsPerSecond);
  if (rates.length < 2) return [];
  const spread = 1 - Math.min(...rates) / Math.max(...rates);
  return [
    `- ${operation} at its ${rates.length} sizes: the slowest is ${percent(spread)} below the fastest (goal: at most ${percent(FLATNESS_GOAL)})`,
  ];
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => (cells[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  return [line(head), rule, ...body.map(line)];
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** How long a person waits for `pulumi up`, with the goals of the architecture. */
export function stackLines({ fresh, unchanged }: StackFigures): string {
  return [
    `- a first \`pulumi up\` with ${fresh.assignments} assignments takes ${fresh.seconds.toFixed(1)} s (goal: at most 30)`,
    `- a \`pulumi up\` with nothing to change and ${count(unchanged.assignments)} assignments takes ${unchanged.seconds.toFixed(1)} s (goal: at most 15)`,
  ].join("\n");
}
