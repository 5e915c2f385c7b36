import type { Readable } from "node:stream";
import type { Context } from "./router.ts";

/** What a handler answers. */
export interface Reply {
  readonly status: number;
  /** JSON text; a stream for what is too large to hold. */
  readonly body?: string | Readable;
  /** `meta.location` of the one resource that the reply is about. */
  readonly location?: string;
  readonly etag?: string;
  /** Whether the reply holds a secret, which nothing on its way may keep. */
  readonly isSecret?: boolean;
}

/** Answers one request: a SCIM operation, or a call of the admin API. */
export type Handler<Request> = (request: Request) => Promise<Reply>;

export function send(
  ctx: Context,
  { status, body, location, etag, isSecret }: Reply,
  mediaType: string,
): void {
  const { response, res } = ctx;
  response.status = status;
  if (location !== undefined) {
    res.setHeader("Location", location);
    // RFC 7643 section 3.1: the same as `meta.location`.
    res.setHeader("Content-Location", location);
  }
  if (etag !== undefined) res.setHeader("ETag", etag);
  if (isSecret) res.setHeader("Cache-Control", "no-store");
  if (body === undefined) return;
  res.setHeader("Content-Type", mediaType);
  response.body = body;
}
