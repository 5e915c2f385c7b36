import { readFileSync } from "node:fs";
import { durationText, escapeHtml as text, momentHtml, reportPage } from "../../fleet/report/page.ts";
import type { Cycle } from "./cycles.ts";
import type { DestroyReport, ResourceReport, RunReport } from "./report.ts";
import { changesText, checkText, cycleText, directoryText } from "./words.ts";

const style = readFileSync(new URL("browser/run.css", import.meta.url), "utf8");

/** A run as a page that looks like the fleet's report. */
export function runPage(report: RunReport): string {
  const { up, cycles, day, check, engine, directory, plugins, database, tenantUrl } = report;
  return page(
    `A run with ${directory.source}`,
    report,
    outcomeHtml(check.passed, `The check ${checkText(check)}.`, check.differences),
    section(
      "What was made",
      `<p>${text(`${changesText(up)} in ${up.seconds.toFixed(1)} s.`)}</p>${resourceTable(up.resources)}`,
    ),
    section("Provisioning cycles", cycles.map(cycleHtml).join("")),
    day.length === 0
      ? ""
      : section(
          "A day in the directory",
          table(
            ["What", "Who"],
            day.map(({ what, who }) => `<td class="word">${text(what)}</td><td>${text(who)}</td>`),
          ),
        ),
    section(
      "With what",
      facts([
        ["Directory", directoryText(directory)],
        ["SCIM service", tenantUrl],
        ["Database", database],
        ["Engine", `Pulumi ${engine.version} (${engine.origin})`],
        ["Plugins", plugins],
      ]),
    ),
  );
}

/** A `--destroy` as a page. */
export function destroyPage(report: DestroyReport): string {
  const { destroy, inReverse, traces } = report;
  return page(
    "The stack was destroyed",
    report,
    outcomeHtml(
      inReverse,
      inReverse
        ? "The order was the reverse of the deployment's."
        : "The order was not the reverse of the deployment's.",
      [],
    ),
    outcomeHtml(
      traces.length === 0,
      traces.length === 0
        ? "The tenant is as it was before the first deployment."
        : "The tenant is not as it was before the first deployment.",
      traces,
    ),
    section(
      "What was taken away",
      `<p>${text(`${changesText(destroy)} in ${destroy.seconds.toFixed(1)} s.`)}</p>${resourceTable(destroy.resources)}`,
    ),
  );
}

function page(
  title: string,
  { startedAt, seconds }: { startedAt: string; seconds: number },
  ...parts: readonly string[]
): string {
  const lead = `${momentHtml(startedAt)}, ${durationText(seconds)}`;
  return reportPage({ title, lead, style, script: "", body: `<main>${parts.join("\n")}</main>` });
}

function section(title: string, content: string): string {
  return `<section><h2>${title}</h2>${content}</section>`;
}

function outcomeHtml(isGood: boolean, sentence: string, lines: readonly string[]): string {
  const list = lines.length === 0 ? "" : `<ul>${lines.map((line) => `<li>${text(line)}</li>`).join("")}</ul>`;
  return `<div class="outcome ${isGood ? "passed" : "failed"}"><span class="state">${text(sentence)}</span>${list}</div>`;
}

/** A bar shows each duration beside the longest. */
function resourceTable(resources: readonly ResourceReport[]): string {
  if (resources.length === 0) return "";
  const longest = Math.max(...resources.map(({ seconds }) => seconds), Number.MIN_VALUE);
  return table(
    ["Resource", "Did", "Seconds", ""],
    resources.map(
      ({ op, type, name, seconds }) =>
        `<td>${text(type)} <span class="name">${text(name)}</span></td><td class="word">${text(op)}</td><td class="number">${seconds.toFixed(2)}</td>` +
        `<td class="bar"><span style="width: ${((seconds / longest) * 100).toFixed(1)}%"></span></td>`,
    ),
  );
}

function cycleHtml(cycle: Cycle): string {
  const requests = Object.entries(cycle.requests).map(
    ([request, count]) => `<td>${text(request)}</td><td class="number">${count}</td>`,
  );
  const title = cycle.kind === "initial" ? "The first one" : "An incremental one";
  return `<h3>${title}</h3><p>${text(cycleText(cycle))}</p>${requests.length === 0 ? "" : table(["Request", "How often"], requests)}`;
}

function facts(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join("")}</dl>`;
}

/** @param rows cells of each, as HTML. */
function table(headings: readonly string[], rows: readonly string[]): string {
  const head = headings
    .map((heading) => {
      const name = heading === "Seconds" || heading === "How often" ? ' class="number"' : "";
      return heading === "" ? '<td class="bar"></td>' : `<th scope="col"${name}>${heading}</th>`;
    })
    .join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join("")}</tbody></table>`;
}
