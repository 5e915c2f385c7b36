import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { entraUser } from "../support/entra-requests.ts";
import { startReplicas, type Replicas } from "./service.ts";

/** The service allows 10 s for headers, 30 s for a request and 30 s without a byte; the rest is for a busy machine. */
const LET_GO_WITHIN_MS = 60_000;

const stack = new AsyncDisposableStack();
let replicas: Replicas;

beforeAll(async () => {
  replicas = await startReplicas(1, stack);
});
afterAll(() => stack.disposeAsync());

async function opened(): Promise<Socket> {
  const [service] = replicas.services;
  const { hostname, port } = new URL(service?.origin ?? "");
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

function head(more: string): string {
  return `POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${replicas.token}\r\n${more}`;
}

/** Sends a byte a second until the connection ends. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write(" "), 1_000);
  socket.once("close", () => clearInterval(timer));
}

test("clients that never end their headers or their body are let go, and others are served meanwhile", async () => {
  const [client] = replicas.clients;
  const beginnings = [
    head("X-Slow: "),
    head("Content-Type: application/scim+json\r\nContent-Length: 1000\r\n\r\n{"),
  ];
  const closed = beginnings.map(async (beginning) => {
    const socket = await opened();
    socket.write(beginning);
    drip(socket);
    return once(socket.resume(), "close", { signal: AbortSignal.timeout(LET_GO_WITHIN_MS) });
  });
  expect((await client?.request("GET", "/Users?count=0"))?.status).toBe(200);
  await expect(Promise.all(closed)).resolves.toHaveLength(beginnings.length);
});

test("what a client did not finish sending is not stored, though it is a whole user", async () => {
  const [client] = replicas.clients;
  expect.assert(client);
  const user = JSON.stringify(entraUser(1));
  const socket = await opened();
  socket.write(
    head(`Content-Type: application/scim+json\r\nContent-Length: ${user.length + 10}\r\n\r\n${user}`),
  );
  await vi.waitFor(async () => expect((await client.request("GET", "/Users?count=0")).status).toBe(200));
  socket.destroy();
  await once(socket, "close");
  // The service has given the request up when it counts it.
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${replicas.services[0]?.origin}/metrics`)).text();
    expect(metrics).toContain('scim_requests_total{operation="User.create",status="499"}');
  });
  expect((await client.request("GET", "/Users?count=0")).body).toMatchObject({ totalResults: 0 });
});
