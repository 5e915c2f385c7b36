import type { EngineFigures } from "../../entra-emulator/src/engine/bench.ts";
import type { EmulatorFigures } from "./emulator.ts";
import type { FleetFigures, FleetRun } from "./fleet.ts";
import { count, mebibytes, percent, seconds } from "./numbers.ts";
import type { Figures } from "./results.ts";
import type { StackFigures, UpFigures } from "./stack.ts";

const LOOK_UP_GOAL_MS = 5;
const STEADY_GOAL = 0.85;
const MEMORY_GOAL_MIB = 200;
const MEBIBYTE = 2 ** 20;

/** What is neither a rate nor processor time, as items of a list in Markdown. */
export function lines(figures: Figures): string[] {
  const { lookUps, walks, databases, memory, requestLogs, parallel, engine, emulator, fleet, up } = figures;
  return [
    ...lookUps.map(
      (each) =>
        `- a search by \`${each.filter}\` among ${count(each.users)} users takes ${each.p50Milliseconds.toFixed(2)} ms, ${each.p99Milliseconds.toFixed(2)} ms at the 99th percentile (goal: at most ${LOOK_UP_GOAL_MS})`,
    ),
    ...walks.map(
      (each) =>
        `- a walk by cursor through ${count(each.users)} users in ${count(each.pages)} pages of ${count(each.size)} takes ${seconds(each.seconds)}: ${count(each.first)} users/s in the first tenth, ${count(each.last)} in the last, ${(each.last / each.first).toFixed(2)} of it (goal: at least ${STEADY_GOAL})`,
    ),
    ...databases.map(
      (each) =>
        `- ${count(each.users)} users take ${count(each.all / MEBIBYTE)} MiB of database: ${count(each.resources / MEBIBYTE)} MiB they themselves with their indexes, ${count(each.changes / MEBIBYTE)} MiB the change log of their creation`,
    ),
    ...(parallel
      ? [
          `- ${parallel.sent} additions to one group at once: ${parallel.lost} lost, ${parallel.refused} refused`,
        ]
      : []),
    ...memory.map(
      (each) =>
        `- resident memory under that load, ${count(each.users)} users: service ${mebibytes(each.service)} (goal: at most ${MEMORY_GOAL_MIB}), ceiling ${mebibytes(each.ceiling)}`,
    ),
    ...requestLogs.map(
      (each) =>
        `- the console's request log was on: at ${count(each.users)} users it kept ${count(each.kept)} of ${count(each.answered)} requests, ${count(each.dropped)} were dropped`,
    ),
    ...(engine ? [engineLine(engine)] : []),
    ...(emulator ? [emulatorLine(emulator)] : []),
    ...(fleet ? fleetLines(fleet) : []),
    ...(up ? stackLines(up) : []),
  ];
}

const ENGINE_GOAL = 1_000;

/** How fast the emulator's engine is against a stub: it must never be what limits a run. */
function engineLine(figures: EngineFigures): string {
  return `- the emulator's engine provisions ${count(figures.usersPerSecond)} users/s into a stub (goal: at least ${count(ENGINE_GOAL)}) and ${count(figures.membershipsPerSecond)} memberships/s, a request each`;
}

function emulatorLine(figures: EmulatorFigures): string {
  const { emulator, service } = figures;
  const share = service === undefined ? "–" : percent(service / (service + emulator));
  return `- the emulator's initial cycle of a company of ${count(figures.people)} (${count(figures.users)} users, ${count(figures.groups)} groups and ${count(figures.memberships)} memberships in scope, ${count(figures.requests)} requests) takes ${seconds(figures.seconds)}, ${count(figures.requests / figures.seconds)} requests/s; processor time: emulator ${seconds(emulator)}, service and PostgreSQL ${seconds(service)}, ${share} of both (goal: at least 50 %); memory of the emulator ${mebibytes(figures.memoryMiB)}`;
}

const CUSTOMER_GOALS = { processorSeconds: 3.6, seconds: 2 };

function fleetLines({ few, all }: FleetFigures): string[] {
  return [fleetLine(few), fleetLine(all)];
}

function fleetLine({ customers, parallel, seconds: taken, processorSeconds, memoryMiB }: FleetRun): string {
  return `- \`fleet up\` over ${customers} customers with nothing to change, ${parallel} at a time, takes ${seconds(taken)}, ${seconds(taken / customers, 2)} a customer (goal: at most ${CUSTOMER_GOALS.seconds}); processor time ${seconds(processorSeconds && processorSeconds / customers, 2)} a customer (goal: at most ${CUSTOMER_GOALS.processorSeconds}); memory of the fleet's process ${mebibytes(memoryMiB)}`;
}

function stackLines({ fresh, unchanged, large }: StackFigures): string[] {
  return [
    upLine("a first `pulumi up` of a new stack", fresh, "30"),
    `${upLine("a `pulumi up` with nothing to change", unchanged, "4")} (goal: at most ${CUSTOMER_GOALS.processorSeconds})`,
    upLine("a `pulumi up` with nothing to change", large, "15"),
  ];
}

function upLine(
  what: string,
  { assignments, seconds: taken, processorSeconds }: UpFigures,
  goal: string,
): string {
  return `- ${what} and ${count(assignments)} assignments takes ${seconds(taken)} (goal: at most ${goal}), processor time ${seconds(processorSeconds, 2)}`;
}
