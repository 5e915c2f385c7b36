import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { BaseAddress } from "./base-address.ts";
import { TargetError } from "./target-error.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface ScimRequest {
  readonly method: Method;
  /** Below the base address, such as `/Users/7d1e`. */
  readonly path: string;
  /** Query string without the question mark. */
  readonly query?: string;
  readonly body?: unknown;
}

export interface ScimHttpOptions {
  /** Bearer token; empty for none. */
  readonly token: string;
  /** How many requests are under way at a time; further ones wait. */
  readonly connections: number;
  /** GUID of the cycle or the test that the requests belong to. */
  readonly activityId: string;
  /** The emulated time. */
  readonly now: () => Date;
}

export const CONTENT_TYPE = "application/scim+json; charset=utf-8";

/** Of a reply, in bytes. */
const MAX_REPLY = 16 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
const MAX_THROTTLED = 5;
const MAX_RETRY_AFTER_S = 300;
/** Failures of a connection that say that nothing answers at this address at all. */
const UNREACHABLE =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_.*|EPROTO|.*CERT.*|SELF_SIGNED.*|UNABLE_TO_.*)$/;

/** HTTP to one SCIM endpoint: a pool of connections, Entra's headers, the flags of the tenant URL, throttling. */
export class ScimHttp {
  /** How many requests were sent, by method. */
  readonly requests: Record<Method, number> = { GET: 0, POST: 0, PATCH: 0, DELETE: 0 };
  readonly base: BaseAddress;
  readonly #pool: Pool;
  readonly #authorization: { readonly authorization?: string };
  readonly #activityId: string;
  readonly #now: () => Date;

  /** @throws {TargetError} when no header can carry the token. */
  constructor(base: BaseAddress, { token, connections, activityId, now }: ScimHttpOptions) {
    if (!/^[\x21-\x7E]*$/.test(token)) {
      throw new TargetError(
        "SystemForCrossDomainIdentityManagementInvalidCredentials",
        "The secret token has characters that no header can carry. Copy it again, without spaces or line ends.",
        { fatal: true },
      );
    }
    this.base = base;
    this.#pool = new Pool(base.origin, { connections, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
    this.#authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
    this.#activityId = activityId;
    this.#now = now;
  }

  /** The full address of a request, without the token. */
  url({ path, query }: ScimRequest): string {
    return `${this.base.origin}${this.#path(path, query)}`;
  }

  /**
   * Sends one request and reads its reply. A 429 that names a delay is sent again after it, a few times.
   *
   * @throws {TargetError} when no whole reply came.
   */
  async send(request: ScimRequest): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#once(request);
      const delay = Number(reply.headers["retry-after"] ?? "NaN");
      const again =
        reply.status === 429 && attempt < MAX_THROTTLED && delay >= 0 && delay <= MAX_RETRY_AFTER_S;
      if (!again) return reply;
      await sleep(delay * 1000);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #once({ method, path, query, body }: ScimRequest): Promise<Reply> {
    this.requests[method] += 1;
    try {
      const {
        statusCode,
        headers,
        body: stream,
      } = await this.#pool.request({
        method,
        path: this.#path(path, query),
        headers: this.#headers(body !== undefined),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_REPLY)
          throw new TargetError("WebExceptionProtocolError", `The reply is larger than ${MAX_REPLY} bytes.`);
        chunks.push(chunk);
      }
      return { status: statusCode, headers: flat(headers), text: Buffer.concat(chunks).toString("utf8") };
    } catch (error) {
      throw error instanceof TargetError ? error : connectionError(error);
    }
  }

  /** Entra sends neither `User-Agent` nor, with GET, `Accept`. The form of `ADSCIMVersion` was described, not quoted. */
  #headers(hasBody: boolean): Record<string, string> {
    return {
      ...this.#authorization,
      adscimversion: `Date:${this.#now().toISOString().slice(0, 19)}Z, ActivityId:${this.#activityId}`,
      ...(hasBody ? { "content-type": CONTENT_TYPE } : {}),
    };
  }

  #path(path: string, query = ""): string {
    const parts = [this.base.flags, query].filter((part) => part !== "");
    return `${this.base.path}${path}${parts.length > 0 ? `?${parts.join("&")}` : ""}`;
  }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

function connectionError(error: unknown): TargetError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = error instanceof Error ? error.message || code : String(error);
  if (UNREACHABLE.test(code)) {
    return new TargetError(
      "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
      `An error occurred while sending the request: ${reason}`,
      { fatal: true, cause: error },
    );
  }
  const timedOut = code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT";
  return new TargetError(
    timedOut ? "Timeout" : "WebExceptionProtocolError",
    timedOut
      ? `The endpoint did not answer within ${TIMEOUT_MS / 1000} s.`
      : `The connection failed: ${reason}`,
    { cause: error },
  );
}
