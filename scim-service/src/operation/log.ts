import { destination, pino, type Logger } from "pino";
import type { Config } from "../config.ts";

/** Bytes that wait before they are written together; the rest is written once a second and at the end. */
const BUFFER = 16_000;

/**
 * One JSON object a line on standard output. Request bodies, queries, tokens and names never get into it. Where it cannot be
 * written, because whoever read it is gone for example, the process goes on without it.
 */
export function createLog(level: Config["logLevel"]): Logger {
  const stream = destination({ dest: 1, sync: true, minLength: BUFFER, periodicFlush: 1_000 });
  let isBroken = false;
  stream.on("error", () => (isBroken = true));
  process.on("exit", () => {
    // Tries once and says so if it fails; `flushSync` would try again for ever, and the process would never end.
    stream.flush();
    if (!isBroken) stream.flushSync();
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
