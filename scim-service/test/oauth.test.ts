import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ScimClient } from "./scim-client.ts";
import { startTestService, type TestService, withDatabase } from "./service.ts";

let service: TestService;
let replica: TestService;

beforeAll(async () => {
  service = await startTestService({ PUBLIC_URL: "https://scim.example.com" });
  replica = await startTestService({ DATABASE_URL: service.databaseUrl });
});
afterAll(async () => {
  await service.stop();
  await replica.stop();
});

interface Client {
  readonly clientId: string;
  readonly secretId: string;
  readonly clientSecret: string;
}

async function makeClient(tenant: string, body: object = {}): Promise<Client> {
  await service.admin("PUT", `/tenants/${tenant}`);
  const reply = await service.admin("POST", `/tenants/${tenant}/clients`, { label: "Entra", ...body });
  expect(reply.status).toBe(201);
  return reply.body;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks for a token. */
async function ask(
  form: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${service.url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof form === "string" ? form : new URLSearchParams(form).toString(),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const GRANT = { grant_type: "client_credentials" };
const inBody = ({ clientId, clientSecret }: Client) => ({
  ...GRANT,
  client_id: clientId,
  client_secret: clientSecret,
});
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});
const statusOf = async (at: TestService, token: unknown) =>
  (await new ScimClient(`${at.url}/scim/v2`, String(token)).get("/Users?count=0")).status;

async function refusedEverywhere(token: unknown): Promise<void> {
  for (const at of [service, replica]) {
    await vi.waitUntil(async () => (await statusOf(at, token)) === 401, { timeout: 10_000, interval: 50 });
  }
}

describe("a client with a secret", () => {
  test("gets an access token of an hour, which every replica takes for a bearer token of the tenant", async () => {
    const client = await makeClient("contoso");
    const { status, headers, body } = await ask(inBody(client));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^scim_/),
      token_type: "Bearer",
      expires_in: 3_600,
      scope: "scim",
    });
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("pragma")).toBe("no-cache");
    for (const at of [service, replica]) expect(await statusOf(at, body["access_token"])).toBe(200);
  });

  test("is made with its secret or not at all", async () => {
    await service.admin("PUT", "/tenants/half");
    const refuse = `create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'disk full' using errcode = '53100'; end $$;
      create trigger refuse before insert on scim.client_secrets execute function refuse()`;
    await withDatabase(service.databaseUrl, (database) => database.query(refuse));
    const refused = await service.admin("POST", "/tenants/half/clients", { label: "Entra" });
    await withDatabase(service.databaseUrl, (database) => database.query("drop function refuse cascade"));
    expect(refused.status).toBe(503);
    expect((await service.admin("GET", "/tenants/half/clients")).body).toEqual({ clients: [] });
  });

  test("may sign in by the header, with both halves form-encoded", async () => {
    const { clientId, clientSecret } = await makeClient("header");
    const plain = await ask(GRANT, basic(clientId, clientSecret));
    expect(plain.status).toBe(200);
    const encoded = await ask(
      GRANT,
      basic(clientId.replaceAll("-", "%2D"), clientSecret.replace("_", "%5F")),
    );
    expect(encoded.status).toBe(200);
  });

  test("may have several secrets at once, each with its end and its last use", async () => {
    const first = await makeClient("several");
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const path = `/tenants/several/clients/${first.clientId}/secrets`;
    const { body } = await service.admin("POST", path, { expiresAt });
    const second = body as Client;
    for (const client of [first, second]) expect((await ask(inBody(client))).status).toBe(200);
    const list = await service.admin("GET", "/tenants/several/clients");
    expect(list.body).toMatchObject({
      clients: [
        {
          id: first.clientId,
          label: "Entra",
          secrets: [
            { id: first.secretId, expiresAt: null, lastUsedAt: expect.any(String), revokedAt: null },
            { id: second.secretId, lastUsedAt: expect.any(String), revokedAt: null },
          ],
        },
      ],
    });
    expect(JSON.stringify(list.body)).not.toContain("scims_");
  });

  test("ends with its access tokens when its secret is revoked, on every replica; its other secrets go on", async () => {
    const client = await makeClient("revoked");
    const path = `/tenants/revoked/clients/${client.clientId}/secrets`;
    const other = (await service.admin("POST", path, {})).body as Client;
    const [ended, kept] = [await ask(inBody(client)), await ask(inBody(other))];
    expect((await service.admin("DELETE", `${path}/${client.secretId}`)).status).toBe(204);
    await refusedEverywhere(ended.body["access_token"]);
    expect((await ask(inBody(client))).status).toBe(401);
    expect(await statusOf(service, kept.body["access_token"])).toBe(200);

    expect((await service.admin("DELETE", `/tenants/revoked/clients/${client.clientId}`)).status).toBe(204);
    await refusedEverywhere(kept.body["access_token"]);
    expect((await ask(inBody(other))).body).toMatchObject({ error: "invalid_client" });
    expect((await service.admin("POST", path, {})).status).toBe(404);
  });
});

describe("a token request that is refused", () => {
  test.each([
    ["no grant_type", {}, 400, "invalid_request", "grant_type is missing"],
    ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type", "client_credentials"],
    ["no client", GRANT, 401, "invalid_client", "send its id and secret"],
    ["an unknown client", { ...GRANT, client_id: "x", client_secret: "y" }, 401, "invalid_client", "unknown"],
    ["a parameter twice", "grant_type=a&grant_type=b", 400, "invalid_request", "given twice"],
    ["too long a body", `grant_type=${"x".repeat(20_000)}`, 400, "invalid_request", "longer than"],
  ])("says so for %s", async (_, form, status, error, description) => {
    const answer = await ask(form);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: expect.stringContaining(description) });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("names what is wrong with a known client: secret, scope, place of the credentials, media type", async () => {
    const client = await makeClient("mistakes");
    const wrong = await ask({ ...inBody(client), client_secret: "scims_wrong" });
    expect(wrong.body).toMatchObject({ error: "invalid_client" });
    expect(wrong.headers.get("www-authenticate")).toBe('Basic realm="oauth"');
    const others = await makeClient("neighbour");
    const mixed = { ...inBody(client), client_secret: others.clientSecret };
    expect((await ask(mixed)).body).toMatchObject({ error: "invalid_client" });
    const scope = await ask({ ...inBody(client), scope: "https://graph.microsoft.com/.default" });
    expect(scope.body).toMatchObject({ error: "invalid_scope" });
    const both = await ask(inBody(client), basic(client.clientId, client.clientSecret));
    expect(both.body).toMatchObject({ error: "invalid_request" });
    const json = await ask(JSON.stringify(inBody(client)), { "content-type": "application/json" });
    expect(json.body).toMatchObject({ error: "invalid_request" });
    expect(JSON.stringify(await service.log())).not.toContain(client.clientSecret);
  });

  test("is counted when it guesses", async () => {
    await ask({ ...GRANT, client_id: "x", client_secret: "y" });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/scim_wrong_credentials_total\{kind="client secret"\} [1-9]/);
  });

  test("an expired secret is refused", async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const client = await makeClient("expired", { expiresAt });
    await expect.poll(async () => (await ask(inBody(client))).status).toBe(401);
  });
});

describe("a tenant without long-lived tokens", () => {
  test("accepts access tokens only, and says so", async () => {
    const client = await makeClient("modern");
    const { body: issued } = await service.admin("POST", "/tenants/modern/tokens", { label: "old" });
    const { token } = issued as { token: string };
    expect(await statusOf(service, token)).toBe(200);
    const put = await service.admin("PUT", "/tenants/modern", { bearerTokens: false });
    expect(put.body).toMatchObject({ bearerTokens: false, strict: false });
    await refusedEverywhere(token);
    const { body } = await ask(inBody(client));
    const modern = new ScimClient(`${service.url}/scim/v2`, String(body["access_token"]));
    expect((await modern.get("/ServiceProviderConfig")).body).toMatchObject({
      authenticationSchemes: [{ type: "oauth2" }],
    });
  });
});

describe("what an administrator enters in Entra", () => {
  test("is given for each method, without a secret", async () => {
    const client = await makeClient("page");
    await service.admin("POST", "/tenants/page/tokens", { label: "bearer" });
    const { body } = await service.admin("GET", "/tenants/page/connection");
    const tenantUrl = { name: "Tenant URL", value: "https://scim.example.com/scim/v2" };
    const tokenEndpoint = { name: "Token endpoint", value: "https://scim.example.com/oauth/token" };
    expect(body).toMatchObject({
      methods: [
        { method: "Bearer authentication", accepted: true, tokens: [{ label: "bearer", expiresAt: null }] },
        {
          method: "OAuth2 client credentials grant",
          clients: [
            {
              label: "Entra",
              fields: [
                tenantUrl,
                tokenEndpoint,
                { name: "Client identifier", value: client.clientId },
                { name: "Client secret", value: "shown once, when it is made" },
              ],
              secrets: [{ id: client.secretId }],
            },
          ],
        },
        { method: "Workload identity based authentication", fields: [tenantUrl, tokenEndpoint] },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/scims?_/);
    expect((await service.admin("GET", "/tenants/nobody/connection")).status).toBe(404);
  });

  test("can be found by a client itself", async () => {
    const response = await fetch(`${service.url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({
      issuer: "https://scim.example.com",
      token_endpoint: "https://scim.example.com/oauth/token",
      grant_types_supported: ["client_credentials"],
    });
  });
});
