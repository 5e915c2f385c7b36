import { writeFile } from "node:fs/promises";
import { LocalRunError } from "./error.ts";
import type { RunOptions } from "./options.ts";

/**
 * Writes what the options ask for beside the text.
 *
 * @throws {LocalRunError} when a file cannot be written
 */
export async function writeReports(
  { json, report: html }: Pick<RunOptions, "json" | "report">,
  report: object,
  page: () => string,
): Promise<void> {
  if (json !== undefined) await write(json, `${JSON.stringify(report, null, 2)}\n`);
  if (html !== undefined) await write(html, page());
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new LocalRunError(
      `The report cannot be written to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
