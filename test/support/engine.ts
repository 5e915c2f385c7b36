import { findEngine } from "../../local/pulumi/engine/find.ts";
import { openTerminal } from "../../local/terminal.ts";

/**
 * Finds the Pulumi engine before the first test that runs it. On a machine that has none it is built, which takes some
 * minutes: longer than any test may.
 */
export default async function setup(): Promise<void> {
  await findEngine(openTerminal(), new AbortController().signal);
}
