import { createContext, Script } from "node:vm";

/** Far beyond what a sensible pattern takes for one value, in milliseconds. */
const LIMIT_MS = 1000;

const context = createContext({ work: (): unknown => null });
const script = new Script("work()");

/**
 * Does work that a regular expression might never finish. .NET itself, as the service uses it, may well hang there, but an
 * emulator must not: V8 ends a match that takes longer. Costs some 0.2 ms.
 *
 * @throws an error with code `ERR_SCRIPT_EXECUTION_TIMEOUT`.
 */
export function limited<Result>(work: () => Result): Result {
  context["work"] = work;
  return script.runInContext(context, { timeout: LIMIT_MS }) as Result;
}
