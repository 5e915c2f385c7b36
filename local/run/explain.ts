import { EmulatorError } from "../../entra-emulator/src/index.ts";
import { EngineError } from "../pulumi/engine/error.ts";
import { PostgresError } from "../postgres/error.ts";
import { StackError } from "../pulumi/stack/error.ts";
import { Interrupted, LocalRunError } from "./error.ts";

const TOLD = [LocalRunError, Interrupted, EngineError, EmulatorError, PostgresError, StackError] as const;

const DISK_FULL = /ENOSPC|no space left on device|check free disk space/i;

/** An error as a person reads it: what happened and what to do. Only an unexpected one has a stack trace. */
export function explain(error: unknown): string {
  // What failed first is what matters, unless only the failure to clean up tells of a full disk.
  if (error instanceof SuppressedError) {
    const first = explain(error.suppressed);
    return DISK_FULL.test(first) || !DISK_FULL.test(String(error.error)) ? first : explain(error.error);
  }
  const text = error instanceof Error ? error.message : String(error);
  if (DISK_FULL.test(text)) {
    return `${text}\n\nThe disk is full. Make room and run the command again; nothing is lost.`;
  }
  if (TOLD.some((kind) => error instanceof kind)) return text;
  const trace = error instanceof Error ? (error.stack ?? text) : text;
  return `This is a bug in the local run:\n${trace}`;
}
