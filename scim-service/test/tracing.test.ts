import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import type { ScimClient } from "./scim-client.ts";
import { ADMIN_KEY, startTestService, type TestService } from "./service.ts";

const attribute = z.object({
  key: z.string(),
  value: z.union([
    z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
    z.object({ intValue: z.coerce.number() }).transform(({ intValue }) => intValue),
    z.looseObject({}).transform((value) => JSON.stringify(value)),
  ]),
});
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes: z
    .array(attribute)
    .default([])
    .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value]))),
  links: z.array(z.object({ traceId: z.string() })).default([]),
  status: z.object({ code: z.number().default(0) }).default({ code: 0 }),
});
const exported = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })),
});
type Span = z.output<typeof span>;

/** A collector that keeps what it is sent, as OTLP over HTTP in JSON. */
let collector: Server;
const bodies: string[] = [];
const requests: string[] = [];
let service: TestService;
let scim: ScimClient;

const COLLECTOR_KEY = "collector-secret-0123456789";

beforeAll(async () => {
  collector = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${String(request.headers["x-key"])}`);
    const answer = async () => {
      bodies.push(await text(request));
      response.setHeader("content-type", "application/json").end("{}");
    };
    void answer();
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const address = collector.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: `x-key=${COLLECTOR_KEY}`,
    OTEL_BSP_SCHEDULE_DELAY: "20",
    OTEL_EXPORTER_OTLP_TIMEOUT: "1000",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  service = await startTestService(environment);
  scim = await service.tenant("contoso");
});
afterAll(async () => {
  await service?.stop();
  collector?.close();
  vi.unstubAllEnvs();
});

const spans = (): Span[] =>
  bodies.flatMap((body) =>
    exported
      .parse(JSON.parse(body))
      .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );

/** A request's span and those of its statements, once they have been exported: a statement ends before its request. */
async function traceOf(requestId: string): Promise<{ request: Span; statements: readonly Span[] }> {
  const find = () => spans().find(({ attributes }) => attributes["scim.request_id"] === requestId);
  const request = await vi.waitUntil(find, { timeout: 20_000, interval: 20 });
  return { request, statements: spans().filter(({ parentSpanId }) => parentSpanId === request.spanId) };
}

test("a request is a span with its operation, tenant, status and Entra's ActivityId, and statements below it", async () => {
  const activity = "5b4b9a4c-7e4b-4c53-a9a7-2f3d0c1e9f11";
  await scim.send(
    "POST",
    "/Users",
    { schemas: [], userName: "traced@example.com" },
    {
      "x-request-id": "traced",
      adscimversion: `Date:2026-11-27T08:00:00Z, ActivityId:${activity}`,
    },
  );
  const { request, statements } = await traceOf("traced");
  expect(request).toMatchObject({ name: "User.create", kind: 2, status: { code: 0 } });
  expect(request.attributes).toStrictEqual({
    "http.request.method": "POST",
    "http.response.status_code": 201,
    "scim.operation": "User.create",
    "scim.request_id": "traced",
    "scim.tenant": "contoso",
    "entra.activity_id": activity,
  });
  expect(statements.length).toBeGreaterThan(0);
  for (const { kind, traceId, name, attributes } of statements) {
    expect({ kind, traceId }).toStrictEqual({ kind: 3, traceId: request.traceId });
    expect(attributes).toStrictEqual({ "db.system.name": "postgresql", "db.query.summary": name });
  }
});

test("a request is part of the trace that its traceparent names", async () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  await scim.get("/Users?count=0", {
    "x-request-id": "part",
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  });
  const { request } = await traceOf("part");
  expect(request).toMatchObject({ traceId, parentSpanId: "b7ad6b7169203331" });
});

test("a statement that several requests share belongs to one and is linked to the others", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => scim.user(`together${index}`)));
  await expect.poll(() => spans().some(({ links }) => links.length > 0)).toBe(true);
  const traces = new Set(spans().map(({ traceId }) => traceId));
  for (const { links, traceId } of spans()) {
    for (const link of links) {
      expect(traces).toContain(link.traceId);
      expect(link.traceId).not.toBe(traceId);
    }
  }
});

test("a transaction's statements and its commit are in the request's trace", async () => {
  const { id } = await scim.user("member");
  const group = { schemas: [], displayName: "Traced", members: [{ value: id }] };
  await scim.send("POST", "/Groups", group, { "x-request-id": "transaction" });
  const { statements } = await traceOf("transaction");
  expect(statements.map(({ name }) => name)).toContain("commit");
});

test("a wrong token is a span, too, without a tenant", async () => {
  await fetch(`${scim.base}/Users`, {
    headers: { authorization: "Bearer wrong-token-0123456789", "x-request-id": "wrong" },
  });
  const { request } = await traceOf("wrong");
  expect(request.attributes["http.response.status_code"]).toBe(401);
  expect(request.attributes).not.toHaveProperty("scim.tenant");
});

test("probes and scrapes are no spans", async () => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) await fetch(service.url + path);
  await scim.get("/Users?count=0", { "x-request-id": "after-probes" });
  await traceOf("after-probes");
  const operations = spans().map(({ attributes }) => attributes["scim.operation"]);
  for (const probe of ["health", "ready", "metrics"]) expect(operations).not.toContain(probe);
});

test("nobody's name and no secret is in any span, and the collector's key is in no log line", async () => {
  await scim.filter("/Users", 'userName eq "traced@example.com"');
  await scim.send(
    "POST",
    "/Users",
    { schemas: [], userName: "traced@example.com" },
    { "x-request-id": "taken" },
  );
  await traceOf("taken");
  const sent = bodies.join("\n");
  expect(sent).toContain("User.list");
  for (const value of ["traced@", "together", scim.token, "wrong-token", ADMIN_KEY]) {
    expect(sent).not.toContain(value);
  }
  expect(requests.every((line) => line === `POST /v1/traces ${COLLECTOR_KEY}`)).toBe(true);
  expect(JSON.stringify(await service.log())).not.toContain(COLLECTOR_KEY);
});

test("a collector that is away is a warning in the log, and requests are answered", async () => {
  collector.close();
  collector.closeAllConnections();
  expect((await scim.get("/Users?count=0")).status).toBe(200);
  await expect
    .poll(async () => (await service.log()).filter(({ msg }) => msg === "tracing").length)
    .toBeGreaterThan(0);
  const warning = (await service.log()).find(({ msg }) => msg === "tracing");
  expect(warning).toMatchObject({ level: 40, message: expect.stringContaining("ECONNREFUSED") });
  expect(JSON.stringify(warning)).not.toContain(COLLECTOR_KEY);
});
