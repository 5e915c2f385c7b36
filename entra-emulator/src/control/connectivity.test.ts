import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { type ReceivedRequest, ScimStub, type StubReply } from "../engine/testing/scim-stub.ts";
import { createApplication, type TestApplication } from "../testing/application.ts";
import { type Answer, TestClient } from "../testing/client.ts";
import { directory } from "../testing/directory.ts";

const workload = "11111111-2222-4333-8444-555555555555";

let scim: ScimStub;
let emulator: Emulator;
let client: TestClient;
let app: TestApplication;
let token: StubReply;

beforeAll(async () => {
  [scim, emulator] = await Promise.all([ScimStub.start(), startEmulator({ directory: directory([]) })]);
  client = await TestClient.of(emulator);
  app = await createApplication(client);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
  await scim[Symbol.asyncDispose]();
});

beforeEach(async () => {
  scim.forget();
  token = { status: 200, body: { access_token: "fresh", token_type: "Bearer", expires_in: 3600 } };
  scim.script = ({ url }) => (url === "/scim/token" ? token : null);
  await client.delete(`/emulator/jobs/${app.jobId}/connectivity`);
});

function connect(connectivity: object): Promise<Answer> {
  return client.put(`/emulator/jobs/${app.jobId}/connectivity`, {
    tokenEndpoint: `${scim.url}/token`,
    clientId: "entra",
    ...connectivity,
  });
}

function testConnection(...further: { key: string; value: string }[]): Promise<Answer> {
  const credentials = [{ key: "BaseAddress", value: scim.url }, ...further];
  return client.post(`${app.jobPath}/validateCredentials`, { credentials });
}

function tokenRequests(): ReceivedRequest[] {
  return scim.requests.filter(({ url }) => url === "/scim/token");
}

function bearers(): unknown[] {
  return scim.requests
    .filter(({ url }) => url !== "/scim/token")
    .map(({ headers }) => headers["authorization"]);
}

describe("OAuth client credentials", () => {
  const grant = { authenticationMethod: "OAuth2ClientCredentialsGrant", clientSecret: "se:cret" };

  test("are sent form-encoded in the header, and the token is the bearer of every request", async () => {
    expect((await connect(grant)).status).toBe(204);
    expect((await testConnection()).status).toBe(204);
    const [asked] = tokenRequests();
    expect(asked?.body).toEqual({ grant_type: "client_credentials" });
    expect(asked?.headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${Buffer.from("entra:se%3Acret").toString("base64")}`,
    });
    expect(bearers()).toEqual(["Bearer fresh", "Bearer fresh"]);
  });

  test("are sent in the body when the connectivity says so", async () => {
    await connect({ ...grant, credentialLocationInRequest: "Body", scope: "scim" });
    expect((await testConnection()).status).toBe(204);
    const [asked] = tokenRequests();
    expect(asked?.headers["authorization"]).toBeUndefined();
    expect(asked?.body).toEqual({
      grant_type: "client_credentials",
      scope: "scim",
      client_id: "entra",
      client_secret: "se:cret",
    });
  });

  test("that the token endpoint refuses fail Test Connection as observed", async () => {
    await connect(grant);
    token = { status: 415, body: { error: "invalid_request" } };
    const failed = await testConnection();
    expect([failed.status, failed.get("error.code")]).toEqual([400, "CredentialValidationUnavailable"]);
    expect(failed.get("error.message")).toContain(
      "SystemForCrossDomainIdentityManagementCredentialValidationFailure: Supported CredentialLocationInRequest is required.",
    );
    expect(bearers()).toEqual([]);
  });

  test("are not shown to those who look at the tenant", async () => {
    await connect(grant);
    const shown = await client.get("/emulator/tenant");
    expect(shown.text).toContain("OAuth2ClientCredentialsGrant");
    expect(shown.text).not.toContain("se:cret");
  });
});

describe("workload identity federation", () => {
  test("signs in with a token of version 2.0 that the tenant's public keys verify", async () => {
    await connect({ authenticationMethod: "WorkloadIdentityFederation", audience: workload });
    expect((await testConnection()).status).toBe(204);
    const form = tokenRequests()[0]?.body ?? {};
    expect(form).toMatchObject({
      grant_type: "client_credentials",
      client_id: "entra",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    });
    const keys: JSONWebKeySet = JSON.parse(
      (await client.get(`/${emulator.tenantId}/discovery/v2.0/keys`)).text,
    );
    const issuer = `${emulator.origin}/${emulator.tenantId}/v2.0`;
    const { payload } = await jwtVerify(String(form["client_assertion"]), createLocalJWKSet(keys), {
      algorithms: ["RS256"],
      audience: workload,
      issuer,
    });
    expect(payload).toMatchObject({
      sub: app.servicePrincipalId,
      oid: app.servicePrincipalId,
      tid: emulator.tenantId,
      azp: app.appId,
      ver: "2.0",
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(65 * 60);
    expect(payload).not.toHaveProperty("jti");
    expect(payload).not.toHaveProperty("roles");
    expect(keys.keys[0]).not.toHaveProperty("d");
  });
});

function givenAt(value: string): { key: string; value: string }[] {
  return [
    { key: "Oauth2AccessToken", value: "given" },
    { key: "Oauth2AccessTokenCreationTime", value },
  ];
}

describe("OAuth by secrets", () => {
  const oauth = [
    { key: "Oauth2ClientId", value: "entra" },
    { key: "Oauth2ClientSecret", value: "secret" },
  ];

  test("never asks the token endpoint for a first token", async () => {
    const exchange = { key: "Oauth2TokenExchangeUri", value: `${scim.url}/token` };
    await testConnection(...oauth, exchange);
    expect([tokenRequests(), bearers()]).toEqual([[], ["Bearer invalid", "Bearer invalid"]]);
  });

  test("uses the given token, and renews it once it is old", async () => {
    const exchange = { key: "Oauth2TokenExchangeUri", value: `${scim.url}/token` };
    expect((await testConnection(...oauth, exchange, ...givenAt("2999-01-01T00:00:00Z"))).status).toBe(204);
    expect((await testConnection(...oauth, exchange, ...givenAt("2020-01-01T00:00:00Z"))).status).toBe(204);
    expect(bearers()).toEqual(["Bearer given", "Bearer given", "Bearer fresh", "Bearer fresh"]);
    expect(tokenRequests()).toHaveLength(1);
  });
});

test.each([
  ["a method that does not exist", { authenticationMethod: "Kerberos" }],
  ["no audience", { authenticationMethod: "WorkloadIdentityFederation" }],
  [
    "an address that is none",
    { authenticationMethod: "WorkloadIdentityFederation", audience: workload, tokenEndpoint: "token" },
  ],
])("connectivity with %s is refused", async (_case, given) => {
  expect((await connect(given)).status).toBe(400);
});

test("connectivity of a job that does not exist is refused", async () => {
  expect((await client.delete("/emulator/jobs/none/connectivity")).status).toBe(404);
});
