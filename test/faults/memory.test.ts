import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entraUser } from "../support/entra-requests.ts";
import { residentMiB } from "../support/memory.ts";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken, type ServiceProcess } from "../support/scim-service.ts";
import { startReplicas } from "./service.ts";

// What a tenant can make the service hold in memory: the service has the heap of a pod, and must live on and serve others.

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const MIB = 1_048_576;

const stack = new AsyncDisposableStack();
let service: ServiceProcess;

beforeAll(async () => {
  const { services } = await startReplicas(1, stack);
  expect.assert(services[0]);
  [service] = services;
});
afterAll(() => stack.disposeAsync());

interface Tenant {
  readonly client: ScimClient;
  readonly token: string;
}

async function newTenant(name: string): Promise<Tenant> {
  const { token } = await issueToken(service, name);
  return { client: new ScimClient(service.scimUrl, token), token };
}

/** Sends the beginning of a request over a connection of its own, and reads nothing. */
async function begin({ token }: Tenant, request: string, body: Uint8Array): Promise<Socket> {
  const { hostname, port } = new URL(service.origin);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  stack.defer(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(`${request}\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`);
  socket.write("Content-Type: application/scim+json\r\n\r\n");
  socket.write(body);
  return socket;
}

/** POSTs of which the last bytes never come. */
function unfinished(tenant: Tenant, count: number, bytes: number): Promise<readonly Socket[]> {
  const request = `POST /scim/v2/Users HTTP/1.1\r\nContent-Length: ${MIB}`;
  return Promise.all(Array.from({ length: count }, () => begin(tenant, request, Buffer.alloc(bytes, " "))));
}

function largeUser(userName: string): object {
  return { ...entraUser(1), userName, padding: "x".repeat(MIB - 10_000) };
}

test("bodies that are announced and do not come take no room from others", async () => {
  const [first, second, other] = [
    await newTenant("announced-1"),
    await newTenant("announced-2"),
    await newTenant("other-1"),
  ];
  const sockets = [...(await unfinished(first, 40, 1)), ...(await unfinished(second, 40, 1))];
  for (const { client } of [other, first, second]) {
    expect((await client.request("POST", "/Users", entraUser(1))).status).toBe(201);
    expect((await client.request("POST", "/Users", largeUser("large"))).status).toBe(201);
  }
  for (const socket of sockets) socket.destroy();
});

test("bodies that came all but the last byte take their own tenant's room, and leave others theirs", async () => {
  const [first, second, other] = [
    await newTenant("halted-1"),
    await newTenant("halted-2"),
    await newTenant("other-2"),
  ];
  const sockets = [...(await unfinished(first, 20, MIB - 1)), ...(await unfinished(second, 20, MIB - 1))];
  expect((await other.client.request("POST", "/Users", entraUser(1))).status).toBe(201);
  expect((await other.client.request("POST", "/Users", largeUser("large"))).status).toBe(201);
  for (const socket of sockets) socket.destroy();
});

test.for([
  ["one byte each", "x"],
  ["three bytes each", "€"],
])(
  "many parallel reads of large users (characters of %s) are served in turn or refused",
  async ([, character = ""]) => {
    const tenant = await newTenant(`large-${character.codePointAt(0)}`);
    const other = await newTenant("other-3");
    for (let n = 0; n < 100; n += 1) {
      const user = { schemas: [USER], userName: `user${n}`, title: character.repeat(64_000) };
      expect((await tenant.client.request("POST", "/Users", user)).status).toBe(201);
    }
    const reading = Promise.all(
      Array.from({ length: 50 }, () => tenant.client.request("GET", "/Users?count=100")),
    );
    const silent = await Promise.all(
      Array.from({ length: 50 }, () =>
        begin(tenant, "GET /scim/v2/Users?count=100 HTTP/1.1", Buffer.alloc(0)),
      ),
    );
    for (let n = 0; n < 20; n += 1) {
      expect((await other.client.request("GET", "/Users?count=100")).status).toBe(200);
    }
    const answers = await reading;
    const served = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status, headers }) => status === 429 && headers.has("retry-after"));
    expect(served.length).toBeGreaterThan(0);
    expect(served.length + refused.length).toBe(answers.length);
    for (const socket of silent) socket.destroy();
    expect((await tenant.client.request("GET", "/Users?count=1")).status).toBe(200);
    console.log(
      `${served.length} served, ${refused.length} refused; resident after that: ${Math.round(await residentMiB(service.pid))} MiB`,
    );
  },
);
