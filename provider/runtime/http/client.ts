import { CancelledError } from "../error.ts";
import type { Call } from "../plugin.ts";
import { type HttpReply, readReply } from "./reply.ts";
import { DEFAULT_RETRY_POLICY, type RetryPolicy, saysLater, waitAfter } from "./retry-policy.ts";
import { systemTiming, type Timing } from "./timing.ts";
import { isTransient, UnreachableError } from "./unreachable-error.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether a reply whose status says "later" is final all the same; left out, none is. */
  readonly isFinal?: (reply: HttpReply) => boolean;
}

/** What belongs to the operation that a request is part of. */
export type Run = Pick<Call, "signal" | "log">;

/** An answer may take long: Entra itself calls the SCIM endpoint while we wait for a connection test. */
const ATTEMPT_TIMEOUT = 120_000;

/** Sends requests, and sends them again after throttling, server errors and broken connections, within bounds. */
export class HttpClient {
  readonly timing: Timing;

  constructor(timing: Timing = systemTiming) {
    this.timing = timing;
  }

  /**
   * The reply, whatever its status; one that says "later" ({@link saysLater}) only once the policy is at an end.
   *
   * @throws {UnreachableError} when nobody answers.
   * @throws {CancelledError} when the run is cancelled.
   */
  async send(request: HttpRequest, run: Run, policy: RetryPolicy = DEFAULT_RETRY_POLICY): Promise<HttpReply> {
    const deadline = this.timing.now() + policy.budget;
    for (let attempt = 1; ; attempt += 1) {
      const left = Math.max(1, Math.ceil(deadline - this.timing.now()));
      const result = await attemptOnce(request, run.signal, Math.min(ATTEMPT_TIMEOUT, left));
      const failed = result instanceof UnreachableError;
      const again = failed
        ? isTransient(result)
        : saysLater(result.status) && request.isFinal?.(result) !== true;
      const wait = again ? waitAfter(attempt, failed ? undefined : result.headers, policy) : 0;
      if (!again || attempt >= policy.attempts || this.timing.now() + wait > deadline) {
        if (failed) throw result;
        return result;
      }
      const host = new URL(request.url).host;
      const why = failed ? result.reason : `answered ${result.status}`;
      run.log.progress(`${host} ${why}; trying again in ${Math.ceil(wait / 1000)} s`);
      await this.timing.sleep(wait, run.signal);
    }
  }
}

/** @param limit milliseconds until an answer counts as missing. */
async function attemptOnce(
  request: HttpRequest,
  signal: AbortSignal,
  limit: number,
): Promise<HttpReply | UnreachableError> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
    });
    return await readReply(response);
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    return new UnreachableError(request.url, error);
  }
}
