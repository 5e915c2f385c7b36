import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endSilent, noteExchange } from "./malformed.ts";

// A server whose handler never answers.
const abandoned = Promise.withResolvers<void>();
const server = createServer((request, response) => {
  noteExchange(request, response);
  response.setHeader("X-Request-Id", "the-id");
  response.once("close", abandoned.resolve);
  // Not before the request is here: a socket that is closed before it was read answers by a reset.
  request.socket.setTimeout(100);
});
let port: number;

beforeAll(async () => {
  server.on("timeout", endSilent);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

test("a request that is in work for too long is answered by 503, and its work learns that nobody waits", async () => {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("2");
  expect(response.headers.get("connection")).toBe("close");
  expect(await response.json()).toMatchObject({ status: "503", detail: expect.stringContaining("the-id") });
  await abandoned.promise;
});

test("a request that stops in its middle gets no answer", async () => {
  const socket = connect(port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1");
  expect(await text(socket)).toBe("");
});
