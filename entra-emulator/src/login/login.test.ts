import { readFile } from "node:fs/promises";
import { ClientAssertionCredential, ClientSecretCredential } from "@azure/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { TestClient } from "../testing/client.ts";

let emulator: Emulator;
let client: TestClient;

beforeAll(async () => {
  emulator = await startEmulator();
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

function assertion(claims: object): Record<string, string> {
  const payload = Buffer.from(JSON.stringify({ aud: "api://AzureADTokenExchange", ...claims })).toString(
    "base64url",
  );
  return {
    client_secret: "",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: `eyJhbGciOiJSUzI1NiJ9.${payload}.c2ln`,
  };
}

describe("client credentials", () => {
  test.each([
    ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client", 7000215],
    [
      "an unknown client",
      { client_id: "33333333-3333-3333-3333-333333333333" },
      400,
      "unauthorized_client",
      700016,
    ],
    ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type", 70003],
    ["a foreign scope", { scope: "https://example.com/.default" }, 400, "invalid_scope", 70011],
    [
      "an expired assertion",
      assertion({ iss: "https://token.example", sub: "repo", exp: 1 }),
      401,
      "invalid_client",
      700027,
    ],
    [
      "an assertion that is no JWT",
      { ...assertion({}), client_assertion: "x" },
      401,
      "invalid_client",
      700027,
    ],
    ["an issuer that is none", assertion({ iss: "me", sub: "me" }), 401, "invalid_client", 700027],
  ])("refuse %s", async (_case, form, status, error, code) => {
    const answer = await client.login(form);
    expect([answer.status, answer.get("error"), answer.get("error_codes.0")]).toEqual([status, error, code]);
    expect(answer.get("error_description")).toContain(`AADSTS${code}`);
  });

  test("take the assertion of a certificate and of a federated issuer", async () => {
    const own = await client.login(assertion({ iss: emulator.clientId, sub: emulator.clientId }));
    const federated = await client.login(
      assertion({ iss: "https://token.example", sub: "repo:app:ref:main" }),
    );
    expect([own.status, federated.status]).toEqual([200, 200]);
  });

  test("are refused in another tenant", async () => {
    const answer = await client.send("POST", "/other/oauth2/v2.0/token", "grant_type=client_credentials", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(answer.get("error_codes.0")).toBe(90002);
  });
});

test.each(["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"])(
  "%s of another tenant is refused as a sign-in there",
  async (path) => {
    const answer = await client.get(`/other/${path}`);
    expect([answer.status, answer.get("error_codes.0")]).toEqual([400, 90002]);
  },
);

describe("@azure/identity", () => {
  test("gets tokens by client secret and by assertion that Graph accepts", async () => {
    const { clientId, clientSecret, origin, tenantId } = emulator;
    const options = {
      authorityHost: origin,
      disableInstanceDiscovery: true,
      tlsOptions: { ca: await readFile(emulator.caCertificateFile, "utf8") },
    };
    const signed = assertion({ iss: "https://token.example", sub: "pipeline" })["client_assertion"] ?? "";
    const credentials = [
      new ClientSecretCredential(tenantId, clientId, clientSecret, options),
      new ClientAssertionCredential(tenantId, clientId, () => Promise.resolve(signed), options),
    ];
    const statuses = await Promise.all(
      credentials.map(async (credential) => {
        const { token } = await credential.getToken(`${origin}/.default`);
        return (await client.get("/v1.0/users", { authorization: `Bearer ${token}` })).status;
      }),
    );
    expect(statuses).toEqual([200, 200]);

    const secret = new ClientSecretCredential(tenantId, clientId, clientSecret, options);
    const { token } = await secret.getToken("https://vault.azure.net/.default");
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    expect(JSON.parse(payload)).toMatchObject({ aud: "https://vault.azure.net", roles: [] });
  });
});
