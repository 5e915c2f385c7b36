import type { IncomingMessage } from "node:http";
import rawBody from "raw-body";

/** Largest body that is read; a synchronization schema has some 50 kB. */
const LARGEST_BODY = "4mb";

/** The body as text. Throws an error with `status` 413 for one that is too large. */
export function readBody(request: IncomingMessage): Promise<string> {
  const length = request.headers["content-length"];
  return rawBody(request, { encoding: "utf8", limit: LARGEST_BODY, ...(length !== undefined && { length }) });
}
