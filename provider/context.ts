import type { GraphClient } from "./graph/client.ts";
import type { HttpClient } from "./runtime/http/client.ts";
import type { Log } from "./runtime/log.ts";

/** What an operation of a resource or function has at hand. */
export interface Context {
  readonly graph: GraphClient;
  readonly http: HttpClient;
  readonly log: Log;
  /** Whether nothing may be changed, and nothing waited for. */
  readonly preview: boolean;
  /** Aborted when the deployment is cancelled. */
  readonly signal: AbortSignal;
  /** `customTimeouts` of the operation in milliseconds; undefined when the program says nothing. */
  readonly timeout: number | undefined;
}
