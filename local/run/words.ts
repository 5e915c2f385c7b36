import type { CheckResult } from "./check/check.ts";
import type { Cycle } from "./cycles.ts";
import type { RunReport, UpdateReport } from "./report.ts";

export function directoryText({ source, people, groups }: RunReport["directory"]): string {
  return `${source}: ${counted(people, "person", "people")}, ${counted(groups, "group")}`;
}

/** Such as `21 created`. */
export function changesText({ changes }: UpdateReport): string {
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

/** What a cycle did, and how fast. */
export function cycleText({ users, groups, memberships, managers, ...cycle }: Cycle): string {
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
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** Neighbours of one type as one entry with their number. */
export function runsOf(types: readonly string[]): string[] {
  const runs: { type: string; count: number }[] = [];
  for (const type of types) {
    const last = runs.at(-1);
    if (last?.type === type) last.count += 1;
    else runs.push({ type, count: 1 });
  }
  return runs.map(({ type, count }) => (count === 1 ? type : `${type} (${count})`));
}

/** Whether the check passed, and over what. */
export function checkText(check: CheckResult): string {
  const leftBehind = check.leftBehind === 0 ? "" : ` (${check.leftBehind} left by an earlier stack)`;
  const compared =
    `${counted(check.users, "active user")}, ${check.inactive} inactive, ${counted(check.groups, "group")}, ` +
    `${counted(check.memberships, "membership")}${leftBehind}, ${counted(check.managers, "manager")}: ` +
    `${counted(check.comparisons, "value")} compared`;
  if (check.passed) return `passed: ${compared}, nobody else is there`;
  return `FAILED: ${counted(check.differences.length, "difference")} (${compared})`;
}
