import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { USER, type ScimClient } from "./scim-client.ts";
import { createDatabase, startTestService, withDatabase, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

const readiness = async (at: TestService) => (await fetch(`${at.url}/readyz`)).status;

/** Lets nobody into the database and ends the connections that are there; the function returned lets them in again. */
async function shut(databaseUrl: string): Promise<() => Promise<void>> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const allow = (allowed: boolean) =>
    withDatabase(url.href, async (client) => {
      await client.query(`alter database ${name} allow_connections ${allowed}`);
      await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    });
  await allow(false);
  return () => allow(true);
}

/** A user in a megabyte: what no schema declares is thrown away. */
const large = (userName: string) =>
  JSON.stringify({ schemas: [USER], userName, padding: "x".repeat(1_000_000) });

/** POSTs a user by chunks, without a Content-Length. */
async function chunked(body: string): Promise<number> {
  const response = await fetch(`${scim.base}/Users`, {
    method: "POST",
    headers: { authorization: `Bearer ${scim.token}`, "content-type": "application/scim+json" },
    body: new Blob([body]).stream(),
    duplex: "half",
  });
  await response.text();
  return response.status;
}

describe("a database that is away", () => {
  test("gives 503 with Retry-After, makes the service unready, and is used again when it is back", async () => {
    const { id } = await scim.user("survivor");
    const restore = await shut(service.databaseUrl);
    await vi.waitUntil(async () => (await scim.get(`/Users/${id}`)).status === 503, {
      timeout: 10_000,
      interval: 20,
    });
    const reply = await scim.send("POST", "/Users", { schemas: [], userName: "lost" });
    expect(reply.status).toBe(503);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await readiness(service)).toBe(503);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    await restore();
    await vi.waitUntil(async () => (await readiness(service)) === 200, { timeout: 10_000, interval: 20 });
    expect((await scim.get(`/Users/${id}`)).status).toBe(200);
    expect((await scim.filter("/Users", 'userName eq "lost"')).body.totalResults).toBe(0);
  });

  test("does not keep the service from starting", async () => {
    const databaseUrl = await createDatabase();
    const restore = await shut(databaseUrl);
    const starting = startTestService({ DATABASE_URL: databaseUrl });
    await restore();
    const started = await starting;
    expect(await readiness(started)).toBe(200);
    await started.stop();
  });
});

describe("limits", () => {
  test("a tenant that asks too often gets 429 with Retry-After; others are served", async () => {
    const limited = await startTestService({ TENANT_RATE_LIMIT: "25" });
    try {
      const [noisy, quiet] = [await limited.tenant("noisy"), await limited.tenant("quiet")];
      const replies = await Promise.all(Array.from({ length: 80 }, () => noisy.get("/Users?count=0")));
      const refused = replies.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(25);
      expect(Number(refused[0]?.headers.get("retry-after"))).toBe(1);
      expect((await quiet.get("/Users?count=0")).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  test("a tenant that asks for too much at once gets 429", async () => {
    const limited = await startTestService({ TENANT_CONCURRENCY: "2" });
    try {
      const noisy = await limited.tenant("noisy");
      const statuses: number[] = [];
      const ask = async () => void statuses.push((await noisy.get("/Users")).status);
      await withDatabase(limited.databaseUrl, async (client) => {
        await client.query("begin");
        await client.query("lock table scim.resources in access exclusive mode");
        const asked = Array.from({ length: 30 }, ask);
        // Two wait for the table, and none is answered in between.
        await expect.poll(() => statuses.length, { timeout: 8_000 }).toBe(28);
        expect(new Set(statuses)).toStrictEqual(new Set([429]));
        await client.query("rollback");
        await Promise.all(asked);
      });
      expect(statuses.slice(28)).toStrictEqual([200, 200]);
      expect((await noisy.get("/Users")).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});

describe("room for large bodies", () => {
  test("is bounded: of many at once some get 429 with Retry-After, none fails, and the next one is served", async () => {
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) => scim.send("POST", "/Users", large(`large${index}`))),
    );
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
    expect(replies.every(({ status }) => status === 429 || status === 201)).toBe(true);
    expect((await scim.send("POST", "/Users", large("afterwards"))).status).toBe(201);
  });

  test("is not asked for by small bodies of unannounced size", async () => {
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) => chunked(`{"schemas":["${USER}"],"userName":"chunk${index}"}`)),
    );
    expect(new Set(replies)).toStrictEqual(new Set([201]));
  });

  test("is asked for by a large body of unannounced size, which is refused where it ends being allowed", async () => {
    expect(await chunked(large("chunked"))).toBe(201);
    expect(await chunked(large("too-large").padEnd(1_100_000))).toBe(413);
  });
});

describe("stopping", () => {
  test("finishes the requests that have arrived and accepts no more", async () => {
    const stopping = await startTestService();
    const client = await stopping.tenant("contoso");
    const running = Array.from({ length: 20 }, (_, index) => client.user(`user${index}`));
    await vi.waitUntil(
      async () => (await stopping.log()).some((line) => line["operation"] === "User.create"),
      { timeout: 10_000 },
    );
    await stopping.stop();
    const settled = await Promise.allSettled(running);
    const made = settled.filter(({ status }) => status === "fulfilled").length;
    const rows = await withDatabase(stopping.databaseUrl, (db) =>
      db.query<{ count: number }>("select count(*)::int as count from scim.resources"),
    );
    // What was acknowledged is there, and what was worked on was acknowledged.
    expect(rows.rows[0]?.count).toBe(made);
    await expect(fetch(`${stopping.url}/healthz`)).rejects.toThrow("fetch failed");
  });
});

describe("what the service tells of itself", () => {
  test("a log line has the request's id, tenant, operation, status and time, and nobody's name", async () => {
    await scim.send(
      "POST",
      "/Users",
      { schemas: [], userName: "ada.private@example.com" },
      { "x-request-id": "log-me" },
    );
    await scim.filter("/Users", 'userName eq "ada.private@example.com"');
    await scim.send("POST", "/Users", { schemas: [], userName: "ada.private@example.com" });
    const line = (await service.log()).find((each) => each["requestId"] === "log-me");
    expect(line).toMatchObject({
      tenant: "contoso",
      operation: "User.create",
      status: 201,
      rules: ["schemasIncomplete"],
    });
    expect(line?.["ms"]).toBeGreaterThan(0);
    expect(JSON.stringify(await service.log())).not.toContain("ada.private");
  });

  test("metrics count requests, time, connections and resources", async () => {
    await scim.get("/Users?count=0");
    const text = await (await fetch(`${service.url}/metrics`)).text();
    for (const name of [
      'scim_requests_total{operation="User.list",status="200"}',
      'scim_request_duration_seconds_bucket{le="0.01",operation="User.list"}',
      'scim_database_connections{state="idle"}',
      'scim_resources{tenant="contoso",type="User"}',
    ]) {
      expect(text).toContain(name);
    }
  });

  test("a client that goes away in the middle of its body harms nobody", async () => {
    const { port, hostname } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write(
      `POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${scim.token}\r\nContent-Type: application/scim+json\r\nContent-Length: 1000\r\n\r\n{"userName":`,
    );
    await vi.waitUntil(async () => (await fetch(`${service.url}/healthz`)).status === 200);
    socket.destroy();
    await once(socket, "close");
    await vi.waitUntil(async () => (await service.log()).some((line) => line["status"] === 499), {
      timeout: 10_000,
    });
    expect((await scim.get("/Users?count=0")).status).toBe(200);
  });
});
