import { lines } from "./lines.ts";
import { type Conditions, type LoadDuring, whyNotPublished } from "./machine.ts";
import { percent } from "./numbers.ts";
import type { BenchOptions } from "./options.ts";
import type { Results } from "./results.ts";
import { flatness, loggedTable, processorTable, rateTable } from "./tables.ts";

const FLAT = [
  "GET /Users?filter",
  "GET /Users/{id}",
  "PATCH /Users/{id}",
  "POST /Users",
  "PATCH /Groups/{id} one member more",
  "PATCH /Groups/{id} one member less",
];

/** The report as Markdown: the tables of operations, then what is not a rate. */
export function markdown(
  where: Conditions,
  during: LoadDuring,
  options: BenchOptions,
  results: Results,
): string {
  const { rows, logged } = results.figures;
  const unpublished = whyNotPublished(where);
  return [
    ...(unpublished === undefined ? [] : [`**${unpublished}**`, ""]),
    ...(results.missing.length === 0 ? [] : [brokenOff(results), ""]),
    `${where.date}, ${where.processor}, ${where.cores} cores, ${where.memoryGiB} GiB, Node ${where.node}, PostgreSQL ${where.postgres} (fsync ${where.fsync}, synchronous_commit ${where.synchronousCommit}), load before ${where.loadBefore.toFixed(2)}, during ${during.mean.toFixed(2)}, at most ${during.most.toFixed(2)}; the console's request log on; ${options.rounds} rounds of ${options.sliceMilliseconds / 1000} s for each program in turns.`,
    "",
    ...(rows.length === 0
      ? []
      : [
          ...rateTable(rows),
          "",
          "Processor time for each request, in microseconds:",
          "",
          ...processorTable(rows),
          "",
          ...FLAT.flatMap((operation) => flatness(rows, operation)),
          `- the load generator was busy ${percent(Math.max(...rows.map((row) => row.generatorBusy)))} of the time at most`,
        ]),
    ...(logged.length === 0
      ? []
      : [
          "",
          "The ceiling with the logs that the service writes, over the ceiling without:",
          "",
          ...loggedTable(logged),
          "",
        ]),
    ...lines(results.figures),
  ].join("\n");
}

/** What a run that did not come to its end has, and what it has not. */
function brokenOff({ measured, missing }: Results): string {
  return [
    `**Broken off.** Measured (${measured.length}):`,
    "",
    measured.length === 0 ? "- nothing" : list(measured),
    "",
    `Missing (${missing.length}):`,
    "",
    list(missing),
  ].join("\n");
}

function list(titles: readonly string[]): string {
  return titles.map((title) => `- ${title}`).join("\n");
}
