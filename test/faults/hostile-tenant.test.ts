import { once } from "node:events";
import { connect } from "node:net";
import { Client } from "pg";
import { Pool } from "undici";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { changeMembers } from "../support/entra-requests.ts";
import { residentMiB } from "../support/memory.ts";
import { scimUser } from "../support/scim-answers.ts";
import type { ScimClient } from "../support/scim-client.ts";
import { issueToken, type ServiceProcess } from "../support/scim-service.ts";
import { ScimClient as Other } from "../support/scim-client.ts";
import { startReplicas, type Replicas } from "./service.ts";

// What somebody with a token, or without one, can send. The service has the heap of a pod; it must live on.

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

const stack = new AsyncDisposableStack();
let replicas: Replicas;
let service: ServiceProcess;
let client: ScimClient;
let userId: string;

beforeAll(async () => {
  replicas = await startReplicas(1, stack);
  const [first, firstClient] = [replicas.services[0], replicas.clients[0]];
  expect.assert(first && firstClient);
  [service, client] = [first, firstClient];
  const emails = Array.from({ length: 500 }, (_, index) => ({
    value: `e${index}`,
    type: "work",
    display: "d",
  }));
  const created = await client.request("POST", "/Users", { schemas: [USER], userName: "victim", emails });
  userId = scimUser.parse(created.body).id;
});
afterAll(() => stack.disposeAsync());

/** Another tenant's request is served: the process lives and its loop turns. */
async function othersAreServed(): Promise<void> {
  const { token } = await issueToken(service, "another");
  const { status } = await new Other(service.scimUrl, token).request("GET", "/Users?count=0");
  expect(status).toBe(200);
}

/** Waits until more statements than that wait for a lock. */
async function untilWaiting(blocker: Client, more: number): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await blocker.query<{ waiting: number }>(
      "select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rows[0]?.waiting).toBeGreaterThan(more);
  });
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

const list = (item: string, count: number) => `[${Array.from({ length: count }, () => item).join()}]`;

test.for([
  {
    what: "schemas that are numbers",
    method: "PATCH",
    text: `{"schemas":${list("1", 90_000)},"Operations":[]}`,
  },
  { what: "operations that are numbers", method: "PATCH", text: `{"Operations":${list("1", 90_000)}}` },
  { what: "more values than any body needs", method: "PATCH", text: `{"Operations":${list("{}", 300_000)}}` },
  { what: "Bulk operations that are numbers", method: "POST", text: `{"Operations":${list("1", 90_000)}}` },
])("$what: a short refusal", async ({ method, text }) => {
  const path = method === "PATCH" ? `/Users/${userId}` : "/Bulk";
  const { status, body } = await client.request(method, path, bytes(text));
  expect([400, 413]).toContain(status);
  expect(JSON.stringify(body).length).toBeLessThan(2_000);
  await othersAreServed();
});

test("Bulk operations without content are each refused by itself, and shortly", async () => {
  const { status, body } = await client.request(
    "POST",
    "/Bulk",
    bytes(`{"Operations":${list("{}", 1_000)}}`),
  );
  expect(status).toBe(200);
  const { Operations: results } = z
    .object({ Operations: z.array(z.object({ status: z.string() })) })
    .parse(body);
  expect(results.map((result) => result.status)).toEqual(Array.from({ length: 1_000 }, () => "400"));
  expect(JSON.stringify(body).length).toBeLessThan(1_000 * 500);
  await othersAreServed();
});

test.for([
  {
    what: "3,000 value paths in one value",
    operations: [
      {
        op: "replace",
        value: Object.fromEntries(
          Array.from({ length: 3_000 }, (_, n) => [`emails[type eq "t0" or display eq "${n}"].value`, "x"]),
        ),
      },
    ],
  },
  {
    what: "many values in many operations",
    operations: Array.from({ length: 1_000 }, (_, n) => ({
      op: n % 2 === 0 ? "add" : "remove",
      path: "emails",
      value: Array.from({ length: 20 }, (_each, m) => ({ value: `${m}` })),
    })),
  },
  {
    what: "long filters in many paths",
    operations: Array.from({ length: 100 }, () => ({
      op: "remove",
      path: `emails[${Array.from({ length: 150 }, (_, n) => `value co "zz${n}"`).join(" or ")}]`,
    })),
  },
])("a PATCH that would take minutes is refused: $what", async ({ operations }) => {
  const answer = await client.request("PATCH", `/Users/${userId}`, {
    schemas: [PATCH_OP],
    Operations: operations,
  });
  expect(answer.status).toBe(400);
});

test("a PATCH of 1,000 operations on 500 values is done", async () => {
  const operations = Array.from({ length: 1_000 }, (_, n) => ({
    op: "replace",
    path: `emails[value eq "e${n % 500}"].display`,
    value: `d${n}`,
  }));
  const answer = await client.request("PATCH", `/Users/${userId}`, {
    schemas: [PATCH_OP],
    Operations: operations,
  });
  expect(answer.status).toBe(200);
});

test("bodies that are far too large do not grow the service", async () => {
  const huge = bytes("x".repeat(10 * 1024 * 1024));
  const send = () => client.request("POST", "/Users", huge);
  for (let round = 0; round < 3; round++) await send();
  const before = await residentMiB(service.pid);
  for (let round = 0; round < 10; round++)
    for (const { status } of await Promise.all([send(), send(), send(), send()])) expect(status).toBe(413);
  // 400 MB went in; what is left is rubbish that was not collected yet.
  expect((await residentMiB(service.pid)) - before).toBeLessThan(128);
});

test("many bodies of many small values at once are served or told to wait", async () => {
  const junk = Array.from({ length: 20_000 }, () => ({}));
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      client.request("POST", "/Users", { schemas: [USER], userName: `junk${n}`, junk }),
    ),
  );
  expect(answers.filter(({ status }) => status !== 201 && status !== 429)).toEqual([]);
  expect(answers.some(({ status }) => status === 201)).toBe(true);
  await othersAreServed();
});

test("pages of the largest users are read in bounded memory, and larger ones cannot be made", async () => {
  const { token } = await issueToken(service, "large");
  const large = new Other(service.scimUrl, token);
  for (let n = 0; n < 300; n += 1) {
    const user = { schemas: [USER], userName: `large${n}`, nickName: "x".repeat(65_000) };
    expect((await large.request("POST", "/Users", user)).status).toBe(201);
  }
  const tooLarge = { schemas: [USER], userName: "too-large", nickName: "x".repeat(66_000) };
  expect((await large.request("POST", "/Users", tooLarge)).status).toBe(400);
  const before = await residentMiB(service.pid);
  const pages = await Promise.all([1, 2, 3].map(() => large.request("GET", "/Users?count=1000")));
  for (const { body } of pages) expect(body).toMatchObject({ totalResults: 300, itemsPerPage: 300 });
  // One page is 20 MB.
  expect((await residentMiB(service.pid)) - before).toBeLessThan(100);
});

test("clients that leave while they are being authenticated take no place with them", async () => {
  const blocker = new Client({ connectionString: replicas.databaseUrl });
  await blocker.connect();
  await blocker.query("begin; lock table scim.tokens in access exclusive mode");
  const { hostname, port } = new URL(service.origin);
  const sockets = await Promise.all(
    Array.from({ length: 600 }, async () => {
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.write(
        `GET /scim/v2/Users?count=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${replicas.token}\r\n\r\n`,
      );
      return socket;
    }),
  );
  await untilWaiting(blocker, 0);
  for (const socket of sockets) socket.destroy();
  await blocker.query("rollback");
  await blocker.end();
  await vi.waitFor(async () => expect((await client.request("GET", "/Users?count=0")).status).toBe(200), {
    timeout: 10_000,
  });
  // The default allows 500 at the same time: with places lost, these would not all be served.
  const answers = await Promise.all(
    Array.from({ length: 400 }, () => client.request("GET", "/Users?count=0")),
  );
  expect(answers.filter(({ status }) => status !== 200 && status !== 204)).toEqual([]);
});

test("a flood of wrong tokens is refused, each of them, and those with a right one are served", async () => {
  // Each answer is held back, so that it takes many connections to send many in little time.
  const flood = new Pool(service.origin, { connections: 500 });
  const statuses = new Set<number>();
  const attempt = async (n: number): Promise<void> => {
    const { statusCode, body } = await flood.request({
      method: "GET",
      path: "/scim/v2/Users",
      headers: { authorization: `Bearer wrong-${n}` },
    });
    await body.dump();
    statuses.add(statusCode);
  };
  // More than the answers that are remembered.
  const attacked = Promise.all(Array.from({ length: 12_000 }, (_, n) => attempt(n)));
  expect((await client.request("GET", "/Users?count=0")).status).toBe(200);
  await attacked;
  await flood.close();
  expect(statuses).toEqual(new Set([401]));
});

test("a tenant whose changes are stuck leaves connections to the others", async () => {
  const group = await client.request("POST", "/Groups", { schemas: [], displayName: "stuck" });
  const { id } = scimUser.pick({ id: true }).parse(group.body);
  const blocker = new Client({ connectionString: replicas.databaseUrl });
  await blocker.connect();
  await blocker.query("begin");
  await blocker.query("select 1 from scim.resources where id = $1 for update", [id]);
  const stuck = Array.from({ length: 30 }, (_, n) =>
    n % 2 === 0
      ? client.request("PUT", `/Groups/${id}`, { schemas: [], displayName: `stuck ${n}` })
      : client.request("PATCH", `/Groups/${id}`, changeMembers("Remove", [userId])),
  );
  await untilWaiting(blocker, 1);
  for (let n = 0; n < 20; n += 1) await othersAreServed();
  await blocker.query("rollback");
  await blocker.end();
  const answers = await Promise.all(stuck);
  expect(answers.filter(({ status }) => status !== 200 && status !== 204)).toEqual([]);
});
