import pc from "picocolors";
import type { CheckResult } from "./check/check.ts";
import type { DestroyReport, RunReport } from "./report.ts";
import type { LocalService } from "./service.ts";
import { changesText, checkText, cycleText, directoryText, runsOf } from "./words.ts";

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
      `${changesText(up)} in ${up.seconds.toFixed(1)} s (Pulumi ${report.engine.version}, ${report.plugins} plugins)`,
    ),
    row("directory", directoryText(directory)),
    ...report.cycles.map((cycle) => row(`${cycle.kind} cycle`, cycleText(cycle))),
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
    row("stack", `${changesText(destroy)} in ${destroy.seconds.toFixed(1)} s`),
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

function describeCheck(check: CheckResult): string {
  const text = checkText(check);
  return check.passed ? pc.green(text) : pc.red(text);
}
