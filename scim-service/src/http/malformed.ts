import { randomUUID } from "node:crypto";
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody } from "../scim/error.ts";
import { SCIM_JSON } from "./scim-endpoint.ts";

const REPLIES: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, "The URL and headers are too long; search with POST /.search instead"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "The request did not arrive in time"],
};

/** The request that each connection is at work on, and its reply until that has gone out. */
const exchanges = new WeakMap<Duplex, readonly [IncomingMessage, ServerResponse | undefined]>();

/** Notes what a connection is at work on. */
export function noteExchange(request: IncomingMessage, response: ServerResponse): void {
  exchanges.set(request.socket, [request, response]);
}

/**
 * Lets a reply go that has gone out: it holds the rows that it was written from, 6 MiB for a page of large users, and
 * connections stay open without a request.
 */
export function letGo(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  if (exchanges.get(socket)?.[1] === response) exchanges.set(socket, [request, undefined]);
}

/** Whether another reply would come into the middle of one, or be the second to the same request. */
function isAnswering(socket: Duplex): boolean {
  const [request, response] = exchanges.get(socket) ?? [];
  if (!request) return false;
  return response
    ? response.headersSent && !(response.writableFinished && request.complete)
    : !request.complete;
}

/** Answers what Node's parser refuses before it is a request: the same error body, then the connection ends. */
export function refuseMalformed(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET" || isAnswering(socket)) {
    socket.destroy();
    return;
  }
  const [status, detail] = REPLIES[error.code ?? ""] ?? [400, "This is not an HTTP request"];
  const requestId = randomUUID();
  const body = errorBody(status, `${detail} (request ${requestId})`);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      "Connection: close",
      `Content-Type: ${SCIM_JSON}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      "",
      body,
    ].join("\r\n"),
  );
}

const TOO_LONG =
  "The request took too long, and what it asked for may have been done or not: read it again, or try again in 2 s";

/**
 * Ends a connection on which nothing has gone to or fro for too long. A client whose request is still in work is told; to
 * the work it looks as if the client had gone.
 */
export function endSilent(socket: Duplex): void {
  const [request, response] = exchanges.get(socket) ?? [];
  if (!request?.complete || !response || response.headersSent) {
    socket.destroy();
    return;
  }
  const requestId = String(response.getHeader("X-Request-Id") ?? "");
  response.writeHead(503, { Connection: "close", "Content-Type": SCIM_JSON, "Retry-After": "2" });
  response.end(errorBody(503, `${TOO_LONG} (request ${requestId})`));
}
