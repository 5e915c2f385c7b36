import type { Log } from "../log.ts";
import { CancelledError } from "../error.ts";
import { isTransient, UnreachableError } from "./unreachable-error.ts";
import { systemTiming, type Timing } from "./timing.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** How long a request is worth waiting for, all attempts together. */
export interface RetryPolicy {
  readonly attempts: number;
  /** Milliseconds. */
  readonly budget: number;
}

/** What belongs to the operation that a request is part of. */
export interface Run {
  readonly signal: AbortSignal;
  readonly log: Log;
}

const DEFAULT_RETRY_POLICY: RetryPolicy = { attempts: 7, budget: 300_000 };
/** An answer may take long: Entra itself calls the SCIM endpoint while we wait for a connection test. */
const ATTEMPT_TIMEOUT = 120_000;
const MAX_BACKOFF = 30_000;
const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/** Sends requests, and sends them again after throttling, server errors and broken connections, within bounds. */
export class HttpClient {
  readonly timing: Timing;

  constructor(timing: Timing = systemTiming) {
    this.timing = timing;
  }

  /**
   * The reply, whatever its status; of a status that says "later" (408, 429, 5xx but 501) only once the policy is at an
   * end. `Retry-After` is honoured.
   *
   * @throws UnreachableError when nobody answers.
   * @throws CancelledError when the run is cancelled.
   */
  async send(
    request: HttpRequest,
    run: Run,
    retryPolicy: RetryPolicy = DEFAULT_RETRY_POLICY,
  ): Promise<HttpReply> {
    const deadline = this.timing.now() + retryPolicy.budget;
    for (let attempt = 1; ; attempt += 1) {
      const left = Math.max(1, Math.ceil(deadline - this.timing.now()));
      const result = await attemptOnce(request, run.signal, Math.min(ATTEMPT_TIMEOUT, left));
      const again = result instanceof UnreachableError ? isTransient(result) : saysLater(result.status);
      const wait = again ? waitFor(result, attempt) : 0;
      if (!again || attempt >= retryPolicy.attempts || this.timing.now() + wait > deadline) {
        if (result instanceof UnreachableError) throw result;
        return result;
      }
      const host = new URL(request.url).host;
      const why = result instanceof UnreachableError ? result.reason : `answered ${result.status}`;
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
    return { status: response.status, headers: response.headers, text: await readBounded(response) };
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    return new UnreachableError(request.url, error);
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_REPLY_BYTES) throw new RangeError("the answer is larger than 64 MiB");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function saysLater(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

function waitFor(result: HttpReply | UnreachableError, attempt: number): number {
  const asked = result instanceof UnreachableError ? undefined : retryAfter(result.headers);
  // The jitter keeps the stacks of a fleet from coming back all at the same moment.
  return asked ?? Math.min(MAX_BACKOFF, 1000 * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
}

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds: seconds or a date. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
