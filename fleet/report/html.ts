import { readFileSync } from "node:fs";
import type { CustomerOutcome, Outcome } from "../command/summary.ts";
import type { Result } from "../operations/result.ts";
import { countStates, headlineOf, sorted, tokenExpiry } from "./facts.ts";

const style = readFileSync(new URL("browser/style.css", import.meta.url), "utf8");
const script = readFileSync(new URL("browser/script.js", import.meta.url), "utf8");

/** The report as one HTML page that needs no other file and no network. */
export function htmlReport(outcome: Outcome): string {
  const { fleet, operation, startedAt, seconds, customers, removed } = outcome;
  const chips = countStates(customers).map(
    ({ state, count }) =>
      `<label class="chip ${state}"><input type="checkbox" name="state" value="${state}"> ${count} ${state}</label>`,
  );
  const now = new Date(startedAt);
  const expiring = customers.filter((customer) => tokenExpiry(customer, now) !== undefined);
  const notices = [
    ...(removed.length === 0
      ? []
      : [
          `Deployed, but not in the file any more: ${removed.join(", ")}. Nothing was done to them; <code>npm run fleet -- destroy --only NAME</code> takes one away.`,
        ]),
    ...(expiring.length === 0
      ? []
      : [
          `Tokens that expire soon: ${expiring.map((each) => `${each.name} (${tokenExpiry(each, now)})`).join(", ")}. <code>npm run fleet -- rotate</code> replaces them.`,
        ]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escape(`${fleet}: ${operation}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(fleet)}: ${escape(operation)}</h1>
<p class="lead">${customers.length} customers, <time datetime="${startedAt}">${startedAt.slice(0, 16).replace("T", " ")} UTC</time>, ${duration(seconds)}</p>
${notices.map((text) => `<p class="notice">${text}</p>`).join("\n")}
<form hidden>
<fieldset><legend>States</legend>${chips.join("")}</fieldset>
<input type="search" name="search" placeholder="Search" aria-label="Search">
<select name="order" aria-label="Order"><option value="state">Worst first</option><option value="name">Name</option><option value="ring">Ring</option><option value="seconds">Slowest first</option><option value="cycle">Oldest cycle first</option></select>
<output id="shown"></output>
</form>
<main id="customers">
${sorted(customers)
  .map((customer, index) => customerHtml(customer, index, now))
  .join("\n")}
</main>
<p id="none" hidden>No customer is like that.</p>
<script type="module">${script}</script>
</body>
</html>
`;
}

function customerHtml(customer: CustomerOutcome, index: number, now: Date): string {
  const { name, ring, result } = customer;
  const cycle = result.health?.lastCycle?.ended ?? "";
  const data = `data-name="${escape(name)}" data-state="${result.state}" data-order="${index}" data-seconds="${result.seconds}" data-ring="${escape(ring)}" data-cycle="${escape(cycle)}"`;
  return `<details class="customer" ${data}><summary><span class="state ${result.state}">${result.state}</span><span class="name">${escape(name)}</span><span class="ring">${escape(ring)}</span><span class="what">${escape(headlineOf(customer))}</span><span class="seconds">${result.seconds.toFixed(1)} s</span></summary><div class="more">${moreHtml(customer, now)}</div></details>`;
}

function moreHtml(customer: CustomerOutcome, now: Date): string {
  const { tenant, labels, result } = customer;
  const expiry = tokenExpiry(customer, now);
  const facts: readonly (readonly [string, string])[] = [
    ["Tenant", tenant],
    [
      "Labels",
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(", "),
    ],
    ["Endpoint", result.outputs.tenantUrl ?? ""],
    ["Token expires", expiry ?? ""],
    ...healthFacts(result),
  ];
  const given = facts.filter(([, value]) => value !== "");
  return [
    failureHtml(result),
    quarantineHtml(result),
    driftHtml(result),
    listHtml("What changed", result.details),
    listHtml("Warnings", result.warnings),
    `<dl>${given.map(([key, value]) => `<dt>${key}</dt><dd>${escape(value)}</dd>`).join("")}</dl>`,
  ].join("");
}

function failureHtml({ failure }: Result): string {
  if (failure === undefined) return "";
  return `<h3>Why</h3><pre>${escape(failure.message)}</pre><p><strong>What to do:</strong> ${escape(failure.remedy)}</p>`;
}

function quarantineHtml({ health }: Result): string {
  const quarantine = health?.quarantine;
  if (quarantine === undefined) return "";
  return `<h3>In quarantine since ${escape(quarantine.since)}</h3><pre>${escape(quarantine.error ?? quarantine.reason)}</pre><p><strong>What to do:</strong> mend what the message names; Entra tries again at ${escape(quarantine.nextAttempt)}, or at once when provisioning is restarted.</p>`;
}

function driftHtml({ drift }: Result): string {
  if (drift.length === 0) return "";
  const rows = drift.map(
    ({ item, expected, found }) =>
      `<tr><td>${escape(item)}</td><td>${escape(expected)}</td><td>${escape(found)}</td></tr>`,
  );
  return `<h3>Drift</h3><table><thead><tr><th>Item</th><th>Expected</th><th>Found</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function listHtml(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<h3>${title}</h3><ul>${lines.map((line) => `<li>${escape(line)}</li>`).join("")}</ul>`;
}

function healthFacts({ health }: Result): [string, string][] {
  if (health === undefined) return [];
  const { summary, lastCycle, synchronized } = health;
  return [
    ["Provisioning", summary],
    ["Last cycle", lastCycle === undefined ? "" : `${lastCycle.state}, ${lastCycle.ended}`],
    [
      "In sync",
      Object.entries(synchronized)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", "),
    ],
  ];
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
