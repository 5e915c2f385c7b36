/** How often, and for how long altogether, a request is tried. Durations are milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  /** All attempts and waits together. */
  readonly budget: number;
  /** The wait before the second attempt; it doubles with each further one, up to {@link MAX_BACKOFF}. */
  readonly backoff: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = { attempts: 7, budget: 300_000, backoff: 1000 };

const MAX_BACKOFF = 30_000;

/** Whether a status means that the same request may succeed later: 408, 424 and 429, and 5xx but for 501. */
export function saysLater(status: number): boolean {
  return status === 408 || status === 424 || status === 429 || (status >= 500 && status !== 501);
}

/**
 * How long to wait after an attempt, in milliseconds: what `Retry-After` asks for (RFC 9110, section 10.2.3: seconds or
 * a date), else the backoff. Its jitter keeps the stacks of a fleet from coming back all at the same moment.
 */
export function waitAfter(attempt: number, headers: Headers | undefined, { backoff }: RetryPolicy): number {
  const asked = headers === undefined ? undefined : retryAfter(headers);
  return asked ?? Math.min(MAX_BACKOFF, backoff * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
}

function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
