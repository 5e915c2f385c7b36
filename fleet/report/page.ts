import { readFileSync } from "node:fs";

const look = readFileSync(new URL("browser/page.css", import.meta.url), "utf8");

/** The parts of a report, as HTML but for the title. */
export interface ReportPage {
  readonly title: string;
  /** What it is about and when it was, in a line. */
  readonly lead: string;
  readonly body: string;
  /** CSS beside that of all reports. */
  readonly style: string;
  /** An ES module; empty for none. */
  readonly script: string;
}

/** A report as one HTML page that needs no other file and no network: light or dark, narrow or wide. */
export function reportPage({ title, lead, body, style, script }: ReportPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${script === "" ? "" : "; script-src 'unsafe-inline'"}">
<title>${escapeHtml(title)}</title>
<style>${look}${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${lead}</p>
${body}${script === "" ? "" : `\n<script type="module">${script}</script>`}
</body>
</html>
`;
}

/** @param moment ISO 8601 in UTC. */
export function momentHtml(moment: string): string {
  return `<time datetime="${moment}">${moment.slice(0, 16).replace("T", " ")} UTC</time>`;
}

export function durationText(seconds: number): string {
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

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
