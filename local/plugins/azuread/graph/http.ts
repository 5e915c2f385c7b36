import { StandInError } from "../error.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined when the body is empty or something else. */
  readonly body: unknown;
}

const largestBody = 64 * 2 ** 20;
const requestTimeout = 120_000;

/**
 * One request.
 *
 * @throws StandInError when nobody answers, the certificate is not trusted or the answer is too large
 */
export async function send(
  method: Method,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeout)]),
    });
    return { status: response.status, headers: response.headers, body: parse(await readBounded(response)) };
  } catch (error) {
    if (signal.aborted) throw new StandInError("cancelled", { cause: error });
    if (error instanceof StandInError) throw error;
    throw new StandInError(`${method} ${new URL(url).origin}: ${reason(error)}`, { cause: error });
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largestBody) throw new StandInError("the answer is larger than 64 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `fetch` hides the reason in the chain of causes. */
function reason(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  if (!(innermost instanceof Error)) return String(innermost);
  const code = "code" in innermost && typeof innermost.code === "string" ? innermost.code : "";
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    return `the certificate is not trusted (${code}); name its authority's file in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE`;
  }
  return innermost.message === "" ? code : innermost.message;
}
