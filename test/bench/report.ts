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
  };
}

const MEMORY_GOAL_MIB = 200;
const FLATNESS_GOAL = 0.15;

/** The report as Markdown: the table of operations, then what is not a rate. */
export function markdown(where: Conditions, options: BenchOptions, result: BenchResult): string {
  const { rows, memory, parallel } = result;
  const busiest = Math.max(...rows.map((row) => row.generatorBusy));
  return [
    `${where.date}, ${where.processor}, ${where.cores} cores, ${where.memoryGiB} GiB, Node ${where.node}, PostgreSQL ${where.postgres} (fsync ${where.fsync}, synchronous_commit ${where.synchronousCommit}); ${options.rounds} rounds of ${options.sliceMilliseconds / 1000} s for each program in turns.`,
    "",
    ...table(
      [
        "operation",
        "users",
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
    ...flatness(rows, "GET /Users?filter"),
    ...flatness(rows, "PATCH /Groups"),
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
    ...[row.service, row.ceiling].flatMap((figures) => [
      count(Math.round(figures.requestsPerSecond)),
      figures.p50Milliseconds.toFixed(2),
      figures.p99Milliseconds.toFixed(2),
    ]),
    `${overall.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`,
    `≥ ${row.goal.toFixed(1)}`,
  ];
}

/** How far apart the service's rates of the same operation are at the different sizes. */
function flatness(rows: readonly Row[], operation: string): string[] {
  const rates = rows
    .filter((row) => row.operation.startsWith(operation))
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
