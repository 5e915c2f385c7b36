import { findEngine } from "../../local/pulumi/engine/find.ts";
import { openTerminal } from "../../local/terminal.ts";
import type { Engine } from "../stack/engine.ts";

/**
 * The engine: `pulumi` on PATH, and else as `npm start` finds it.
 *
 * @throws {EngineError} when there is none; the message says how to get one
 */
export function machineEngine(signal: AbortSignal): Promise<Engine> {
  return findEngine(openTerminal(), signal);
}
