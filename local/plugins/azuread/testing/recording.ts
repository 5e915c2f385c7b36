import { readFileSync } from "node:fs";
import { z } from "zod";

/** One request that the real plugin sent, or several equal ones in a row (`times`), and the status that it was answered. */
const request = z.object({
  method: z.string(),
  url: z.string(),
  body: z.unknown().optional(),
  status: z.number(),
  headers: z.record(z.string(), z.string()),
});
export type RecordedRequest = z.infer<typeof request>;

const line = z.union([z.object({ phase: z.string() }), request]);

/** The requests of each phase, such as `up` and `destroy`, in the order in which they were sent. */
export const recording: ReadonlyMap<string, readonly RecordedRequest[]> = read();

function read(): Map<string, RecordedRequest[]> {
  const phases = new Map<string, RecordedRequest[]>();
  let current: RecordedRequest[] = [];
  const text = readFileSync(new URL("../fixtures/azuread-6.9.1-http.jsonl", import.meta.url), "utf8");
  for (const each of text
    .trim()
    .split("\n")
    .map((json) => line.parse(JSON.parse(json)))) {
    if ("phase" in each) {
      current = [];
      phases.set(each.phase, current);
    } else current.push(each);
  }
  return phases;
}
