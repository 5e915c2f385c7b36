import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import os from "node:os";
import path from "node:path";
import tls from "node:tls";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { issueServerCertificate } from "../../entra-emulator/src/tls/authority.ts";
import { ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

const DIRECTORY = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const SUBJECT = "5f0e7c1a-2b3d-4c5e-8f9a-0b1c2d3e4f50";
const AUDIENCE = "0a9b8c7d-6e5f-4a3b-9c2d-1e0f9a8b7c6d";
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

let folder: string;
let provider: Server;
let issuer: string;
let service: TestService;
/** How the identity provider behaves: its keys by `kid`, and whether it answers at all. */
const keys = new Map<string, CryptoKey>();
let answers = true;
/** What other directories of the provider say of themselves. */
const discovered: Record<string, { readonly issuer?: string; readonly jwks_uri?: string }> = {};
/** An allowed host at which nobody listens. */
let downHost: string;
let fetched = 0;
const authorities = tls.getCACertificates("default");

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "federation-"));
  const { key, cert, caCertificate } = await issueServerCertificate(folder);
  tls.setDefaultCACertificates([...authorities, caCertificate]);
  provider = createServer({ key, cert }, (request, response) => {
    const url = request.url ?? "";
    if (!answers) return;
    response.setHeader("content-type", "application/json");
    if (url.endsWith("/openid-configuration")) {
      const directory = url.split("/")[1] ?? "";
      const right = { issuer, jwks_uri: `${issuer.replace("/v2.0", "")}/discovery/v2.0/keys` };
      response.end(JSON.stringify({ ...right, ...discovered[directory] }));
      return;
    }
    fetched += 1;
    void publicKeys().then((set) => response.end(JSON.stringify(set)));
  }).listen(0, "127.0.0.1");
  await once(provider, "listening");
  const address = provider.address();
  const host = `localhost:${typeof address === "object" && address ? address.port : 0}`;
  issuer = `https://${host}/${DIRECTORY}/v2.0`;
  keys.set("first", (await generateKeyPair("RS256", { extractable: true })).privateKey);
  downHost = await unusedHost();
  service = await startTestService({
    PUBLIC_URL: "https://scim.example.com",
    FEDERATION_HOSTS: `${host},${downHost}`,
  });
});
afterAll(async () => {
  await service.stop();
  provider.closeAllConnections();
  provider.close();
  tls.setDefaultCACertificates(authorities);
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  answers = true;
});

/** An address on loopback that was free a moment ago. */
async function unusedHost(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return `localhost:${typeof address === "object" && address ? address.port : 0}`;
}

async function publicKeys() {
  const all = [...keys].map(async ([kid, key]) => {
    const { kty, n, e } = await exportJWK(key);
    return { kty, n, e, kid, use: "sig", alg: "RS256" };
  });
  return { keys: await Promise.all(all) };
}

interface Assertion {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly kid?: string;
  readonly key?: CryptoKey;
  readonly expires?: string;
}

/** An assertion as Entra makes it: RS256, version 2.0, no `jti`. */
async function assertion({
  claims = {},
  kid = "first",
  key,
  expires = "65m",
}: Assertion = {}): Promise<string> {
  const signer = key ?? keys.get(kid);
  if (!signer) throw new Error(`there is no key ${kid}`);
  return new SignJWT({ iss: issuer, sub: SUBJECT, oid: SUBJECT, aud: AUDIENCE, tid: DIRECTORY, ...claims })
    .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
    .setIssuedAt()
    .setNotBefore("0s")
    .setExpirationTime(expires)
    .sign(signer);
}

async function ask(jwt: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${service.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: SUBJECT,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: jwt,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function trust(tenant: string, changes: object = {}) {
  await service.admin("PUT", `/tenants/${tenant}`);
  return service.admin("POST", `/tenants/${tenant}/trusts`, {
    label: "Entra",
    issuer,
    subject: SUBJECT,
    audience: AUDIENCE,
    directory: DIRECTORY,
    ...changes,
  });
}

/** The issuer of another directory at the same host. */
const issuerOf = (directory: string) => issuer.replace(DIRECTORY, directory);

/** How many assertions were refused. */
async function guesses(): Promise<number> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  return Number(/scim_wrong_credentials_total\{kind="assertion"\} (\d+)/.exec(metrics)?.[1] ?? 0);
}

const check = async (jwt: string) =>
  (await service.admin("POST", "/tenants/contoso/trusts/check", { assertion: jwt })).body;

describe("a client with an assertion of its identity provider", () => {
  let id: string;
  beforeAll(async () => {
    id = ((await trust("contoso")).body as { id: string }).id;
  });

  test("gets an access token for the tenant that trusts it, as often as it asks", async () => {
    const jwt = await assertion();
    for (const _ of [1, 2]) {
      const { status, body } = await ask(jwt);
      expect(status).toBe(200);
      const client = new ScimClient(`${service.url}/scim/v2`, String(body["access_token"]));
      expect((await client.get("/Users?count=0")).status).toBe(200);
    }
    expect((await service.admin("GET", "/tenants/contoso/trusts")).body).toMatchObject({
      trusts: [{ id, subject: SUBJECT, lastUsedAt: expect.any(String), revokedAt: null }],
    });
    expect(await check(jwt)).toEqual({
      accepted: true,
      checks: ["format", "trust", "directory", "keys", "signature", "time"].map((each) => ({
        check: each,
        passed: true,
      })),
    });
  });

  test("may be signed by a key that the provider has only just published", async () => {
    // jose asks again for an unknown key at once, unless it has done so within the cool-down.
    keys.set("second", (await generateKeyPair("RS256", { extractable: true })).privateKey);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
    try {
      expect((await ask(await assertion({ kid: "second" }))).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each<[string, Assertion, string]>([
    ["another subject", { claims: { sub: "somebody" } }, "trust"],
    ["another audience", { claims: { aud: `api://${AUDIENCE}` } }, "trust"],
    ["another issuer", { claims: { iss: "https://login.example.com/v2.0" } }, "trust"],
    ["another directory", { claims: { tid: "00000000-0000-0000-0000-000000000000" } }, "directory"],
    ["an end that has passed", { expires: "-5m" }, "time"],
  ])("is refused for %s, and the dry run names the check", async (_, changes, failed) => {
    const jwt = await assertion(changes);
    const { status, body } = await ask(jwt);
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: "invalid_client" });
    const verdict = (await check(jwt)) as { accepted: boolean; checks: { check: string; passed: boolean }[] };
    expect(verdict.accepted).toBe(false);
    expect(verdict.checks.at(-1)).toMatchObject({ check: failed, passed: false });
  });

  test("is refused when somebody else signed it, and when it is no JWT at all", async () => {
    const stranger = (await generateKeyPair("RS256")).privateKey;
    const forged = await assertion({ key: stranger });
    expect((await ask(forged)).status).toBe(401);
    expect(await check(forged)).toMatchObject({
      accepted: false,
      checks: expect.arrayContaining([{ check: "signature", passed: false, detail: expect.any(String) }]),
    });
    expect(await check("not.a.jwt")).toMatchObject({ checks: [{ check: "format", passed: false }] });
  });

  test("made-up key ids do not make the service ask the provider each time", async () => {
    const before = fetched;
    const stranger = (await generateKeyPair("RS256")).privateKey;
    for (const kid of ["a", "b", "c", "d"]) await ask(await assertion({ kid, key: stranger }));
    expect(fetched - before).toBeLessThanOrEqual(1);
  });

  test("loses its access tokens with the trust", async () => {
    const { body } = await ask(await assertion());
    const client = new ScimClient(`${service.url}/scim/v2`, String(body["access_token"]));
    expect((await client.get("/Users?count=0")).status).toBe(200);
    expect((await service.admin("DELETE", `/tenants/contoso/trusts/${id}`)).status).toBe(204);
    await vi.waitUntil(async () => (await client.get("/Users?count=0")).status === 401, {
      timeout: 10_000,
      interval: 50,
    });
    expect((await ask(await assertion())).status).toBe(401);
    // The subject may be trusted anew, also by another tenant; but only by one at a time.
    expect((await trust("fabrikam")).status).toBe(201);
    expect((await trust("contoso")).status).toBe(409);
    expect(await check(await assertion())).toEqual({
      accepted: false,
      checks: [{ check: "trust", passed: false, detail: "The trust is another tenant's" }],
    });
  });
});

describe("an identity provider", () => {
  test("must be at a host of the allow-list", async () => {
    const refused = await trust("elsewhere", { issuer: "https://evil.example.com/v2.0" });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ detail: expect.stringContaining("evil.example.com") });
  });

  test.each<[string, () => string, string]>([
    [
      "names keys at a host that is not allowed",
      () => issuerOf("elsewhere"),
      "evil.example.com is not among",
    ],
    ["speaks for another issuer", () => issuerOf("impostor"), "speaks for another issuer"],
    ["is down", () => `https://${downHost}/v2.0`, "does not answer"],
  ])(
    "that %s is named by the dry run; its clients get no token and no address, and are counted",
    async (name, of, detail) => {
      discovered["elsewhere"] = { issuer: issuerOf("elsewhere"), jwks_uri: "https://evil.example.com/keys" };
      discovered["impostor"] = { issuer: "https://login.example.com/v2.0" };
      const tenant = name.replaceAll(" ", "-");
      const made = await trust(tenant, { issuer: of(), directory: tenant });
      expect(made.status).toBe(201);
      const jwt = await assertion({ claims: { iss: of(), tid: tenant } });
      const verdict = await service.admin("POST", `/tenants/${tenant}/trusts/check`, { assertion: jwt });
      const { checks } = verdict.body as { checks: readonly object[] };
      expect(checks.at(-1)).toEqual({
        check: "keys",
        passed: false,
        detail: expect.stringContaining(detail),
      });
      const before = await guesses();
      expect(await ask(jwt)).toEqual({
        status: 401,
        body: {
          error: "invalid_client",
          error_description: expect.stringMatching(
            /^The client_assertion is not accepted: the keys of its issuer cannot be had/,
          ),
        },
      });
      expect(await guesses()).toBe(before + 1);
    },
  );

  test("that does not answer is named by the dry run, within its time limit", async () => {
    const other = issuer.replace(DIRECTORY, "11111111-2222-4333-8444-555555555555");
    await trust("silent", { issuer: other, directory: "silent" });
    answers = false;
    const jwt = await assertion({ claims: { iss: other, tid: "silent" } });
    const { body } = await service.admin("POST", "/tenants/silent/trusts/check", { assertion: jwt });
    expect(body).toMatchObject({
      accepted: false,
      checks: expect.arrayContaining([
        { check: "keys", passed: false, detail: expect.stringContaining("does not answer") },
      ]),
    });
  });
});
