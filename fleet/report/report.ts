import type { Outcome } from "../command/summary.ts";
import { htmlReport } from "./html.ts";
import { markdownReport } from "./markdown.ts";

/** The report of a command: file name to text. */
export function reportFiles(outcome: Outcome): Readonly<Record<string, string>> {
  return { "report.html": htmlReport(outcome), "report.md": markdownReport(outcome) };
}
