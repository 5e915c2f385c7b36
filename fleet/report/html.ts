import { readFileSync } from "node:fs";
import type { CustomerOutcome, Outcome } from "../command/summary.ts";
import type { Result } from "../operations/result.ts";
import { countStates, headlineOf, sorted, tokenExpiry } from "./facts.ts";
import { durationText, escapeHtml, momentHtml, reportPage } from "./page.ts";

const style = readFileSync(new URL("browser/customers.css", import.meta.url), "utf8");
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
  return reportPage({
    title: `${fleet}: ${operation}`,
    lead: `${customers.length} customers, ${momentHtml(startedAt)}, ${durationText(seconds)}`,
    style,
    script,
    body: `${notices.map((text) => `<p class="notice">${text}</p>`).join("\n")}
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
<p id="none" hidden>No customer is like that.</p>`,
  });
}

function customerHtml(customer: CustomerOutcome, index: number, now: Date): string {
  const { name, ring, result } = customer;
  const cycle = result.health?.lastCycle?.ended ?? "";
  const data = `data-name="${escapeHtml(name)}" data-state="${result.state}" data-order="${index}" data-seconds="${result.seconds}" data-ring="${escapeHtml(ring)}" data-cycle="${escapeHtml(cycle)}"`;
  return `<details class="customer" ${data}><summary><span class="state ${result.state}">${result.state}</span><span class="name">${escapeHtml(name)}</span><span class="ring">${escapeHtml(ring)}</span><span class="what">${escapeHtml(headlineOf(customer))}</span><span class="seconds">${result.seconds.toFixed(1)} s</span></summary><div class="more">${moreHtml(customer, now)}</div></details>`;
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
    `<dl>${given.map(([key, value]) => `<dt>${key}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>`,
  ].join("");
}

function failureHtml({ failure }: Result): string {
  if (failure === undefined) return "";
  return `<h3>Why</h3><pre>${escapeHtml(failure.message)}</pre><p><strong>What to do:</strong> ${escapeHtml(failure.remedy)}</p>`;
}

function quarantineHtml({ health }: Result): string {
  const quarantine = health?.quarantine;
  if (quarantine === undefined) return "";
  return `<h3>In quarantine since ${escapeHtml(quarantine.since)}</h3><pre>${escapeHtml(quarantine.error ?? quarantine.reason)}</pre><p><strong>What to do:</strong> mend what the message names; Entra tries again at ${escapeHtml(quarantine.nextAttempt)}, or at once when provisioning is restarted.</p>`;
}

function driftHtml({ drift }: Result): string {
  if (drift.length === 0) return "";
  const rows = drift.map(
    ({ item, expected, found }) =>
      `<tr><td>${escapeHtml(item)}</td><td>${escapeHtml(expected)}</td><td>${escapeHtml(found)}</td></tr>`,
  );
  return `<h3>Drift</h3><table><thead><tr><th>Item</th><th>Expected</th><th>Found</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function listHtml(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<h3>${title}</h3><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`;
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
