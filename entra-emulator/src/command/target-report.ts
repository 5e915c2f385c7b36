import type { CycleReport } from "../engine/index.ts";
import type { TargetRun } from "./target-run.ts";

/** Whether everything went as it should. */
export function succeeded({ connection, cycle }: TargetRun): boolean {
  return (
    connection === undefined &&
    cycle !== undefined &&
    cycle.state === "Succeeded" &&
    cycle.failures.total === 0
  );
}

/** What an administrator would see of it in the Entra admin center, as lines of text. */
export function targetReport({ connection, cycle, job }: TargetRun, url: string): string {
  if (connection !== undefined) {
    return [`Test connection to ${url} failed.`, `  ${connection.code}`, ...wrapped(connection.message)].join(
      "\n",
    );
  }
  if (cycle === undefined) return "";
  const { failures } = cycle;
  return [
    `Test connection to ${url} passed.`,
    "",
    cycleLine(cycle),
    ...(cycle.error === null ? [] : [`  ${cycle.error.code}`, ...wrapped(cycle.error.message)]),
    "",
    ...countTable(cycle),
    `  memberships   added ${cycle.memberships.added}, removed ${cycle.memberships.removed}`,
    `  managers      set ${cycle.managers.set}, removed ${cycle.managers.removed}`,
    "",
    `Provisioning status: ${job.status.code}${cycle.quarantine === null ? "" : ` (${cycle.quarantine})`}`,
    ...(failures.total === 0 ? ["No failures."] : [`Failures: ${failures.total}`]),
    ...failures.first.flatMap(({ code, displayName, objectId, objectType, reason }) => [
      `  ${objectType} ${displayName} (${objectId}): ${code}`,
      ...wrapped(reason).map((line) => `  ${line}`),
    ]),
    ...(failures.total > failures.first.length
      ? [`  … and ${failures.total - failures.first.length} more`]
      : []),
  ].join("\n");
}

function cycleLine({ durationMs, kind, requests, requestsPerSecond, state }: CycleReport): string {
  const sent = Object.entries(requests).filter(([, count]) => count > 0);
  const total = sent.reduce((sum, [, count]) => sum + count, 0);
  const byMethod = sent.map(([method, count]) => `${count} ${method}`).join(", ");
  const name = kind === "initial" ? "Initial" : "Incremental";
  const rate = `${total} requests (${byMethod || "none"}), ${Math.round(requestsPerSecond)} a second`;
  return `${name} cycle: ${state} in ${(durationMs / 1000).toFixed(1)} s, ${rate}`;
}

function countTable({ groups, users }: CycleReport): string[] {
  const columns = ["created", "matched", "updated", "disabled", "deleted", "staged"] as const;
  return [
    row("", columns),
    row(
      "users",
      columns.map((column) => users[column]),
    ),
    row(
      "groups",
      columns.map((column) => groups[column]),
    ),
  ];
}

function row(name: string, cells: readonly (string | number)[]): string {
  return `  ${name.padEnd(8)}${cells.map((cell) => String(cell).padStart(10)).join("")}`;
}

/** The parts of a long message of the engine, one a line. Those of a refused request are lines already. */
function wrapped(message: string): string[] {
  return message.split(/ \| |\r\n/).map((part) => `    ${part}`);
}
