import { connect } from "node:net";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Router } from "../src/http/router.ts";
import { ADMIN_KEY, startTestService, withDatabase, type TestService } from "./service.ts";

interface Described {
  readonly operationId: string;
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: object }[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly properties?: object }>> };
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

const NOBODY = "00000000-0000-4000-8000-000000000000";
/** The operation that asks nothing of the database. */
const NO_DATABASE = "admin.openapi";
const JWT = { iss: "i", sub: "s", aud: "a", tid: "t" };
const TRUST = {
  label: "Entra",
  issuer: "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
  subject: "5f0e7c1a-2b3d-4c5e-8f9a-0b1c2d3e4f50",
  audience: "0a9b8c7d-6e5f-4a3b-9c2d-1e0f9a8b7c6d",
  directory: "72f988bf-86f1-41af-91ab-2d7cd011db47",
};

let service: TestService;
let document: Document;
/** What the service's router has below `/admin/api`, as the document writes it. */
let registered: readonly string[];
/** The statuses that were seen, by operation. */
const seen = new Map<string, Set<number>>();

beforeAll(async () => {
  const add = vi.spyOn(Router.prototype, "add");
  service = await startTestService({ PUBLIC_URL: "https://scim.example.com" });
  registered = add.mock.calls
    .filter(([, path]) => path.startsWith("/admin/api"))
    .map(([method, path]) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  add.mockRestore();
  document = (await service.admin("GET", "/openapi.json")).body;
  ajv.addSchema(document, "admin");
});
afterAll(async () => {
  vi.useRealTimers();
  await service.stop();
});

function operations(): readonly { method: string; path: string; operation: Described }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

/** The errors of a value against a schema of the document; empty when it is valid. */
function errorsOf(value: unknown, ...pointer: readonly string[]): readonly unknown[] {
  const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = ajv.compile({ $ref: `admin#/${escaped.join("/")}` });
  validate(value);
  return validate.errors ?? [];
}

interface Call {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another service than the one that all goes well with. */
  readonly at?: TestService;
}

/** Calls an operation of the real service, and holds request and answer to the document. */
async function call(
  operationId: string,
  { at: asked = service, parameters = {}, query = "", body, headers = {} }: Call = {},
) {
  const found = operations().find(({ operation }) => operation.operationId === operationId);
  if (!found) throw new Error(`${operationId} is not in the document`);
  const { method, path, operation } = found;
  const url = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => parameters[name] ?? "");
  const response = await fetch(asked.url + url + query, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status } = response;
  expect(Object.keys(operation.responses), `${operationId} answers ${status}`).toContain(String(status));
  const text = await response.text();
  const { content = {} } = operation.responses[status] ?? {};
  const answer: unknown = text === "" ? undefined : JSON.parse(text);
  const types = text === "" ? [] : [response.headers.get("content-type")?.replace(/;.*/, "") ?? ""];
  expect(Object.keys(content)).toStrictEqual(types);
  const errors = types.flatMap((type) =>
    errorsOf(answer, "paths", path, method, "responses", String(status), "content", type, "schema"),
  );
  expect(errors, `${operationId} ${status}: ${text}`).toStrictEqual([]);
  // A body of another type or size is refused unread.
  const wasRead = body !== undefined && (status < 300 || status === 400);
  const at = ["paths", path, method, "requestBody", "content", "application/json", "schema"];
  const fits = wasRead ? errorsOf(body, ...at).length === 0 : status < 300;
  expect(fits, `${operationId} takes ${JSON.stringify(body)}`).toBe(status < 300);
  const mayRetry = status === 429 || status === 503;
  expect(/^[1-9]\d*$/.test(response.headers.get("retry-after") ?? ""), `${operationId} ${status}`).toBe(
    mayRetry,
  );
  seen.set(operationId, (seen.get(operationId) ?? new Set()).add(status));
  return { status, answer: answer as never };
}

test("the document is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document) as never);
  expect(result).toMatchObject({ valid: true });
  expect(validator.version).toBe("3.1");
});

test("every endpoint of the router is in the document, and nothing else", () => {
  const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(described.length).toBeGreaterThan(10);
  expect(described.toSorted()).toStrictEqual(registered.toSorted());
});

test("secrets are marked as shown once or as only sent", () => {
  const { IssuedToken, MadeClient, MadeClientSecret } = document.components.schemas;
  expect(IssuedToken?.properties).toMatchObject({ token: { readOnly: true } });
  expect(MadeClient?.properties).toMatchObject({ clientSecret: { readOnly: true } });
  expect(MadeClientSecret?.properties).toMatchObject({ clientSecret: { readOnly: true } });
  const check = document.paths["/admin/api/tenants/{tenant}/trusts/check"]?.["post"];
  expect(check?.requestBody).toMatchObject({
    content: { "application/json": { schema: { properties: { assertion: { writeOnly: true } } } } },
  });
});

describe("the real service answers as the document says", () => {
  const parameters = { tenant: "contoso" };
  const everything = { tenant: "contoso", id: NOBODY, secret: NOBODY };
  const bodies: Readonly<Record<string, object>> = {
    "admin.issueToken": { label: "x" },
    "admin.makeClient": { label: "x" },
    "admin.addTrust": TRUST,
    "admin.checkAssertion": { assertion: new UnsecuredJWT(JWT).encode() },
  };
  /** Calls every operation that asks the database. @returns those that answer something else than what all should. */
  async function othersThan(expected: number, at: TestService) {
    const ids = operations().map(({ operation }) => operation.operationId);
    const answered = ids.map(async (operationId) => {
      if (operationId === NO_DATABASE) return [];
      const { status } = await call(operationId, { at, parameters: everything, body: bodies[operationId] });
      return status === expected ? [] : [`${operationId} ${status}`];
    });
    return (await Promise.all(answered)).flat();
  }

  test("when all goes well", async () => {
    const statusOf = async (id: string, request?: Call) => (await call(id, request)).status;
    expect(await statusOf("admin.openapi")).toBe(200);
    expect(await statusOf("admin.putTenant", { parameters })).toBe(201);
    expect(await statusOf("admin.putTenant", { parameters, body: { strict: false } })).toBe(200);
    expect(await statusOf("admin.tenants")).toBe(200);

    const body = { label: "one", expiresAt: "2099-01-01T00:00:00+02:00" };
    const token: { id: string } = (await call("admin.issueToken", { parameters, body })).answer;
    const endless: { id: string } = (
      await call("admin.issueToken", { parameters, body: { label: "two", expiresAt: null } })
    ).answer;
    expect(await statusOf("admin.revokeToken", { parameters: { ...parameters, id: token.id } })).toBe(204);
    expect((await call("admin.tokens", { parameters })).answer).toMatchObject({
      tokens: [{ id: token.id }, { id: endless.id, expiresAt: null }],
    });

    const made: { clientId: string; secretId: string } = (
      await call("admin.makeClient", { parameters, body })
    ).answer;
    const ofClient = { ...parameters, id: made.clientId };
    expect(await statusOf("admin.addClientSecret", { parameters: ofClient })).toBe(201);
    expect(await statusOf("admin.addClientSecret", { parameters: ofClient, body: {} })).toBe(201);
    const ofSecret = { ...ofClient, secret: made.secretId };
    expect(await statusOf("admin.revokeClientSecret", { parameters: ofSecret })).toBe(204);

    const trust: { id: string } = (await call("admin.addTrust", { parameters, body: TRUST })).answer;
    const jwt = new UnsecuredJWT(JWT).encode();
    const checked = await call("admin.checkAssertion", { parameters, body: { assertion: jwt } });
    expect(checked.answer).toMatchObject({ accepted: false, checks: [{ passed: true }, { check: "trust" }] });

    const connection = await call("admin.connection", { parameters });
    expect(connection.answer).toMatchObject({
      methods: [{ tokens: [{}] }, { clients: [{ secrets: [{}, {}] }] }, { trusts: [{}] }],
    });
    expect(await statusOf("admin.clients", { parameters })).toBe(200);
    expect(await statusOf("admin.revokeClient", { parameters: ofClient })).toBe(204);
    expect(await statusOf("admin.revokeTrust", { parameters: { ...parameters, id: trust.id } })).toBe(204);
    expect((await call("admin.trusts", { parameters })).answer).toMatchObject({
      trusts: [{ id: trust.id }],
    });
  });

  test("of the change log and of what is erased", async () => {
    expect((await call("admin.changes", { parameters })).answer).toStrictEqual({
      changes: [],
      nextCursor: null,
    });
    const client = await service.tenant(parameters.tenant);
    const user = await client.user("ada");
    await client.group("staff", [user.id]);
    const erase = { parameters: { ...parameters, id: user.id } };
    expect((await call("admin.eraseHistory", erase)).status).toBe(409);
    await client.send("DELETE", `/Users/${user.id}`);
    let nextCursor = "";
    await vi.waitUntil(
      async () => {
        const page: { changes: readonly { action: string }[]; nextCursor: string } = (
          await call("admin.changes", { parameters, query: "?limit=1000" })
        ).answer;
        ({ nextCursor } = page);
        return page.changes.some(({ action }) => action === "delete");
      },
      { timeout: 20_000, interval: 50 },
    );
    const query = `?cursor=${nextCursor}&limit=1`;
    expect((await call("admin.changes", { parameters, query })).status).toBe(200);
    expect((await call("admin.eraseHistory", erase)).status).toBe(200);
    expect((await call("admin.eraseHistory", erase)).status).toBe(404);
  });

  test("without the admin key", async () => {
    for (const { operation } of operations()) {
      const all = { tenant: "contoso", id: NOBODY, secret: NOBODY };
      const { status } = await call(operation.operationId, {
        parameters: all,
        headers: { authorization: "" },
      });
      expect(status, operation.operationId).toBe(401);
    }
  });

  test("about a tenant that does not exist, or whose name is none", async () => {
    const unknown = { tenant: "nobody", id: NOBODY, secret: NOBODY };
    const ofTenant = operations()
      .filter(({ path }) => path.includes("{tenant}"))
      .map(({ operation }) => operation.operationId);
    for (const operationId of ofTenant) {
      const { status } = await call(operationId, { parameters: { ...unknown, tenant: "a%20b" } });
      expect(status, operationId).toBe(400);
    }
    // One makes the tenant, the other checks an assertion whoever's it is.
    const needIt = ofTenant.filter((name) => !["admin.putTenant", "admin.checkAssertion"].includes(name));
    for (const operationId of needIt) {
      const { status } = await call(operationId, { parameters: unknown, body: bodies[operationId] });
      expect(status, operationId).toBe(404);
    }
  });

  test("to bodies and queries that do not fit", async () => {
    const { clientId }: { clientId: string } = (
      await call("admin.makeClient", { parameters, body: { label: "x" } })
    ).answer;
    const all = { ...parameters, id: clientId };
    for (const { operation } of operations()) {
      if (operation.requestBody === undefined) continue;
      const { operationId } = operation;
      const send = async (request: Call) => (await call(operationId, { parameters: all, ...request })).status;
      expect(await send({ body: { unknown: true } }), operationId).toBe(400);
      expect(await send({ body: {}, headers: { "content-type": "text/plain" } }), operationId).toBe(415);
      expect(await send({ body: { label: "x".repeat(1_100_000) } }), operationId).toBe(413);
    }
    expect((await call("admin.changes", { parameters, query: "?limit=0" })).status).toBe(400);
    expect((await call("admin.changes", { parameters, query: "?cursor=x" })).status).toBe(400);
    await call("admin.addTrust", { parameters, body: TRUST });
    expect((await call("admin.addTrust", { parameters, body: TRUST })).status).toBe(409);
  });

  test("when the admin API is off", async () => {
    const off = await startTestService({ ADMIN_KEY: "", BOOTSTRAP_TOKEN: "bootstrap-token-0123456789" });
    expect(await othersThan(404, off)).toEqual([]);
    expect((await call(NO_DATABASE, { at: off })).status).toBe(404);
    await off.stop();
  });

  test("while too many come with a wrong admin key", async () => {
    const flooded = await startTestService();
    const { hostname, port } = new URL(flooded.url);
    const socket = connect(Number(port), hostname);
    // Those that wait go on waiting until the test says so, however slow the machine is.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const guess = "GET /admin/api/tenants HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wrong\r\n\r\n";
    socket.resume().write(guess.repeat(1_000));
    const metrics = async () => (await fetch(`${flooded.url}/metrics`)).text();
    await expect.poll(metrics).toContain('scim_wrong_credentials_total{kind="admin key"} 1000');
    const headers = { authorization: "Bearer a-wrong-admin-key" };
    for (const { operation } of operations()) {
      const { operationId } = operation;
      const { status } = await call(operationId, { at: flooded, parameters: everything, headers });
      expect(status, operationId).toBe(429);
    }
    await vi.runOnlyPendingTimersAsync();
    vi.useRealTimers();
    socket.destroy();
    await flooded.stop();
  });

  test("when the service fails, and when it has no database", async () => {
    const broken = await startTestService({ PUBLIC_URL: "https://scim.example.com" });
    const admin = async (sql: string) => {
      const url = new URL(broken.databaseUrl);
      const name = url.pathname.slice(1);
      url.pathname = "/postgres";
      await withDatabase(url.href, (client) => client.query(sql.replaceAll("DATABASE", name)));
    };
    // What no version of the service expects.
    await withDatabase(broken.databaseUrl, async (client) => {
      await client.query("alter table scim.tenants rename column key to was_key");
      await client.query("alter table scim.trusts rename column issuer to was_issuer");
    });
    expect(await othersThan(500, broken)).toEqual([]);
    await admin("alter database DATABASE allow_connections false");
    await admin("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'DATABASE'");
    expect(await othersThan(503, broken)).toEqual([]);
    await broken.stop();
  });

  test("and every answer that is described was seen", () => {
    for (const { operation } of operations()) {
      const described = Object.keys(operation.responses).map(Number);
      const never = described.filter((status) => !seen.get(operation.operationId)?.has(status));
      // What asks nothing of the database has nothing that a test could break.
      expect(never, operation.operationId).toStrictEqual(operation.operationId === NO_DATABASE ? [500] : []);
    }
  });
});
