import type { Row } from "./figures.ts";
import { count, percent } from "./numbers.ts";

const OPERATION = ["operation", "users", "connections"];

/** The table of rates and times, in Markdown. */
export function rateTable(rows: readonly Row[]): string[] {
  const program = ["p50 ms", "p99 ms"];
  return table(
    [...OPERATION, "requests/s", ...program, "ceiling/s", ...program, "ratio", "goal"],
    rows.map(rateCells),
  );
}

/** The table of processor time, in Markdown. */
export function processorTable(rows: readonly Row[]): string[] {
  const database = ["its PostgreSQL", "requests/s and core"];
  return table(
    [...OPERATION, "service", ...database, "ceiling", ...database, "time ratio", "goal"],
    rows.map(processorCells),
  );
}

/** The table of what logs alone cost, in Markdown. */
export function loggedTable(rows: readonly Row[]): string[] {
  return table(
    ["operation", "connections", "ratio", "time ratio"],
    rows.map((row) => [row.operation, String(row.connections), ratioCell(row), timeRatio(row)]),
  );
}

/** One row for whoever waits. */
export function rowLine(row: Row): string {
  return `  ${rateCells(row).join(" | ")} | processor: ${processorCells(row).slice(3, -1).join(" | ")}`;
}

function rateCells(row: Row): string[] {
  return [
    row.operation,
    count(row.users),
    String(row.connections),
    ...[row.service, row.ceiling].flatMap((figures) => [
      count(Math.round(figures.requestsPerSecond)),
      figures.p50Milliseconds.toFixed(2),
      figures.p99Milliseconds.toFixed(2),
    ]),
    ratioCell(row),
    `≥ ${row.goal}`,
  ];
}

function ratioCell({ ratio: { overall, least, most } }: Row): string {
  return `${overall.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

/** Processor time of service and PostgreSQL together, in that of the ceiling. */
function timeRatio(row: Row): string {
  const [service, ceiling] = [row.service.processor, row.ceiling.processor].map(
    (each) => each && each.programMicroseconds + each.postgresMicroseconds,
  );
  return service === undefined || ceiling === undefined ? "–" : (service / ceiling).toFixed(2);
}

/** Most processor time of service and PostgreSQL together, in that of the ceiling. */
const PROCESSOR_GOALS = { read: 1.25, write: 1.5 };

function processorCells(row: Row): string[] {
  const both = [row.service.processor, row.ceiling.processor];
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
    timeRatio(row),
    `≤ ${row.operation.startsWith("GET") ? PROCESSOR_GOALS.read : PROCESSOR_GOALS.write}`,
  ];
}

const FLATNESS_GOAL = 0.15;

/** How far apart the service's rates of the same operation are at the different sizes. */
export function flatness(all: readonly Row[], operation: string): string[] {
  const rows = all.filter((row) => row.operation.startsWith(operation));
  const most = Math.max(...rows.map((row) => row.connections));
  const rates = rows.filter((row) => row.connections === most).map((row) => row.service.requestsPerSecond);
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
