import type { CustomerOutcome, Outcome } from "../command/summary.ts";
import { countStates, headlineOf, sorted, tokenExpiry } from "./facts.ts";

/** What a pull request's comment can hold: GitHub takes 65,536 characters, Azure DevOps 150,000. */
const SHOWN = 60;
const QUIET = new Set(["unchanged", "healthy", "absent"]);

/** The report as Markdown, for the comment of a pull request or the summary of a pipeline. */
export function markdownReport({
  fleet,
  operation,
  seconds,
  startedAt,
  customers,
  removed,
}: Outcome): string {
  const counts = countStates(customers).map(({ state, count }) => `**${count}** ${state}`);
  const worth = sorted(customers).filter(({ result }) => !QUIET.has(result.state));
  const rest =
    worth.length > SHOWN ? [`… and ${worth.length - SHOWN} more; the HTML report has all.`, ""] : [];
  const now = new Date(startedAt);
  const expiring = customers.flatMap((customer) => {
    const when = tokenExpiry(customer, now);
    return when === undefined ? [] : [`${customer.name} (${when})`];
  });
  return [
    `## ${fleet}: ${operation}`,
    "",
    `${customers.length} customers in ${seconds.toFixed(0)} s: ${counts.join(", ")}.`,
    "",
    ...(worth.length === 0 ? [] : ["| customer | ring | state | what |", "| --- | --- | --- | --- |"]),
    ...worth.slice(0, SHOWN).map((customer) => {
      const { name, ring, result } = customer;
      return `| ${name} | ${ring} | ${result.state} | ${cell(headlineOf(customer))} |`;
    }),
    "",
    ...rest,
    ...worth.slice(0, SHOWN).flatMap(detailsOf),
    ...(expiring.length === 0 ? [] : [`Tokens that expire soon: ${expiring.join(", ")}.`, ""]),
    ...(removed.length === 0
      ? []
      : [`Deployed, but not in the file any more: ${removed.join(", ")}. Nothing was done to them.`, ""]),
  ].join("\n");
}

function detailsOf({ name, result }: CustomerOutcome): string[] {
  const { failure, drift, details, health } = result;
  const quarantine = health?.quarantine;
  const body = [
    ...(failure === undefined ? [] : [fenced(failure.message), "", failure.remedy, ""]),
    ...(quarantine === undefined ? [] : [fenced(quarantine.error ?? quarantine.reason), ""]),
    ...(drift.length === 0 ? [] : ["| item | expected | found |", "| --- | --- | --- |"]),
    ...drift.map(({ item, expected, found }) => `| ${cell(item)} | ${cell(expected)} | ${cell(found)} |`),
    ...details.map((line) => `- ${line}`),
  ];
  if (body.length === 0) return [];
  return [`<details><summary>${name}</summary>`, "", ...body, "", "</details>", ""];
}

function fenced(text: string): string {
  return ["```text", text.replaceAll("```", "'''"), "```"].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").replaceAll("<", "&lt;");
}
