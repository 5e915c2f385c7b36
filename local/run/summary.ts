import pc from "picocolors";
import type { CheckResult } from "./check/check.ts";
import type { Cycle } from "./cycles.ts";
import type { DestroyReport, RunReport, UpdateReport } from "./report.ts";
import type { LocalService } from "./service.ts";

/** More differences than these help nobody; the JSON has all. */
const DIFFERENCES_SHOWN = 20;

/** The summary of a run, for a person. */
export function summary(report: RunReport): string {
  const { up, directory, check } = report;
  return [
    "",
    pc.bold("Summary"),
    row(
      "stack",
      `${changesOf(up)} in ${up.seconds.toFixed(1)} s (Pulumi ${report.engine.version}, ${report.plugins} plugins)`,
    ),
    row(
      "directory",
      `${directory.source}: ${counted(directory.people, "person", "people")}, ${counted(directory.groups, "group")}`,
    ),
    ...report.cycles.map((cycle) => row(`${cycle.kind} cycle`, describeCycle(cycle))),
    ...report.day.map(({ what, who }, index) => row(index === 0 ? "a day" : "", `${what}: ${who}`)),
    row("check", describeCheck(check)),
    ...check.differences.slice(0, DIFFERENCES_SHOWN).map((line) => row("", pc.red(line))),
    ...(check.differences.length > DIFFERENCES_SHOWN
      ? [row("", pc.red(`and ${check.differences.length - DIFFERENCES_SHOWN} more`))]
      : []),
    row("took", `${report.seconds.toFixed(1)} s`),
    "",
  ].join("\n");
}

/** The summary of a destroy, for a person. */
export function destroySummary(report: DestroyReport): string {
  const { destroy, undone, inReverse, traces } = report;
  return [
    "",
    pc.bold("Summary"),
    row("stack", `${changesOf(destroy)} in ${destroy.seconds.toFixed(1)} s`),
    ...runsOf(undone).map((each, index) => row(index === 0 ? "undone" : "", `${index + 1}. ${each}`)),
    row(
      "order",
      inReverse ? pc.green("the reverse of the deployment's") : pc.red("not the reverse of the deployment's"),
    ),
    row(
      "tenant",
      traces.length === 0 ? pc.green("as it was before the first deployment") : pc.red(traces.join("; ")),
    ),
    row("took", `${report.seconds.toFixed(1)} s`),
    "",
  ].join("\n");
}

/** Neighbours of one type as one entry with their number. */
function runsOf(types: readonly string[]): string[] {
  const runs: { type: string; count: number }[] = [];
  for (const type of types) {
    const last = runs.at(-1);
    if (last?.type === type) last.count += 1;
    else runs.push({ type, count: 1 });
  }
  return runs.map(({ type, count }) => (count === 1 ? type : `${type} (${count})`));
}

/** What somebody can do with a run that stays up. */
export function keptUp(
  report: RunReport,
  { token, consoleLink }: Pick<LocalService, "token" | "consoleLink">,
  emulator: string,
  caFile: string,
): string {
  const curl = `curl -H 'Authorization: Bearer ${token}'`;
  return [
    pc.bold("Running until Ctrl-C"),
    row("SCIM", report.tenantUrl),
    row("token", token),
    row("console", consoleLink),
    row("Graph", emulator),
    "",
    `${curl} '${report.tenantUrl}/Users?count=3'`,
    `${curl} '${report.tenantUrl}/Groups?excludedAttributes=members'`,
    `${curl} '${report.tenantUrl}/ServiceProviderConfig'`,
    `curl --cacert ${caFile} -X POST -H 'Content-Type: application/json' -d '{}' ${emulator}/emulator/cycles`,
    `curl --cacert ${caFile} ${emulator}/emulator/requests`,
    "npm run pulumi -- preview",
    "",
  ].join("\n");
}

function row(label: string, value: string): string {
  return `  ${pc.dim(label.padEnd(17))} ${value}`;
}

function changesOf({ changes }: UpdateReport): string {
  const { same = 0, ...others } = changes;
  const words = Object.entries(others)
    .filter(([, count]) => count > 0)
    .map(([op, count]) => `${count} ${PAST[op] ?? op}`);
  return words.length === 0 ? `no change to ${counted(same, "resource")}` : words.join(", ");
}

const PAST: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
};

function describeCycle({ users, groups, memberships, managers, ...cycle }: Cycle): string {
  const happened = [
    ...outcomes("user", users),
    ...outcomes("group", groups),
    ...outcomes("member", memberships),
    ...outcomes("manager", managers),
  ];
  const requests = Object.values(cycle.requests).reduce((sum, count) => sum + count, 0);
  return (
    `${happened.length === 0 ? "nothing to do" : happened.join(", ")} ` +
    `(${counted(requests, "request")} in ${(cycle.durationMs / 1000).toFixed(1)} s, ${Math.round(cycle.requestsPerSecond)} a second)`
  );
}

/** Such as `1 user created`, for all that happened to any. */
function outcomes(noun: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${counted(count, noun)} ${outcome}`);
}

/** Such as `1 user` or `2 users`. */
function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

function describeCheck(check: CheckResult): string {
  const leftBehind = check.leftBehind === 0 ? "" : ` (${check.leftBehind} left by an earlier stack)`;
  const compared =
    `${counted(check.users, "active user")}, ${check.inactive} inactive, ${counted(check.groups, "group")}, ` +
    `${counted(check.memberships, "membership")}${leftBehind}, ${counted(check.managers, "manager")}: ` +
    `${counted(check.comparisons, "value")} compared`;
  if (check.passed) return pc.green(`passed: ${compared}, nobody else is there`);
  return pc.red(`FAILED: ${counted(check.differences.length, "difference")} (${compared})`);
}
