import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { z } from "zod";
import { runCycle } from "../../local/run/cycles.ts";
import { createDatabase, type OwnDatabase } from "../support/database.ts";
import { issueToken, type ServiceProcess, startScimService } from "../support/scim-service.ts";
import { Contoso, type TestStack } from "./contoso.ts";

const OAUTH_KEYS = [
  "BaseAddress",
  "Oauth2AccessToken",
  "Oauth2AccessTokenCreationTime",
  "Oauth2ClientId",
  "Oauth2ClientSecret",
  "Oauth2TokenExchangeUri",
];
const SETTING_KEYS = ["SkipOutOfScopeDeletions", "SyncAll", "SyncNotificationSettings"];
const secretList = z.object({ value: z.array(z.object({ key: z.string() })) });

let contoso: Contoso;
let database: OwnDatabase;
let service: ServiceProcess;
let stack: TestStack;
let client: { readonly clientId: string; readonly clientSecret: string };
let token: string;

beforeAll(async () => {
  contoso = await Contoso.open();
  database = await createDatabase(inject("postgresUrl"), "oauth_stack");
  service = await startScimService({ databaseUrl: database.url });
  ({ token } = await issueToken(service, "contoso"));
  const made = await fetch(`${service.origin}/admin/api/tenants/contoso/clients`, {
    method: "POST",
    headers: { authorization: `Bearer ${service.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify({ label: "Entra" }),
  });
  client = z.object({ clientId: z.string(), clientSecret: z.string() }).parse(await made.json());
  stack = await contoso.stack("oauth", {});
});
afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await service.end("SIGTERM");
  await database.drop();
});

/** Configures the stack anew, with exactly one way to sign in. */
async function configure(signIn: "oauth" | "bearer", clientSecret = client.clientSecret): Promise<void> {
  const isOauth = signIn === "oauth";
  const other = isOauth ? "endpoint.token" : "endpoint.oauth";
  await stack.stack.call(["config", "rm", "--path", other, "--stack", "local"]);
  const oauth = { tokenAddress: `${service.origin}/oauth/token`, clientId: client.clientId };
  const endpoint = { url: service.scimUrl, ...(isOauth ? { oauth } : {}) };
  const values = { endpoint, assignments: { groups: ["SightCall Users"] } };
  await stack.stack.configure({ values, secrets: {} });
  const [path, secret] = isOauth ? ["endpoint.oauth.clientSecret", clientSecret] : ["endpoint.token", token];
  await stack.stack.call(["config", "set", "--path", "--secret", path, "--stack", "local"], secret);
}

async function secretKeys(): Promise<string[]> {
  const outputs = z
    .object({ servicePrincipalId: z.string() })
    .parse(JSON.parse(await stack.stack.call(["stack", "output", "--json", "--stack", "local"])));
  const path = `/v1.0/servicePrincipals/${outputs.servicePrincipalId}/synchronization/secrets`;
  return secretList
    .parse(await contoso.graph.request("GET", path))
    .value.map(({ key }) => key)
    .toSorted();
}

it("signs in by an OAuth client: the six secrets, a passed test, and users provisioned", async () => {
  await configure("oauth");
  await stack.up();
  expect(await secretKeys()).toEqual([...OAUTH_KEYS, ...SETTING_KEYS].toSorted());
  expect((await runCycle(contoso.graph)).users.created).toBe(1);
  expect(Object.keys(await stack.up())).toEqual(["same"]);
});

it("renews the access token at the token address when it is old", async () => {
  const before = await tokensIssued();
  await contoso.graph.request("POST", "/v1.0/groups/bbbbbbbb-0000-4000-8000-000000000001/members/$ref", {
    "@odata.id": `${contoso.emulator.origin}/v1.0/directoryObjects/aaaaaaaa-0000-4000-8000-000000000002`,
  });
  // The cycles that fall due on the way find a token of three hours ago.
  await contoso.graph.request("POST", "/emulator/clock", { advance: "PT3H" });
  expect(await tokensIssued()).toBeGreaterThan(before);
  const users = await fetch(`${service.scimUrl}/Users`, { headers: { authorization: `Bearer ${token}` } });
  expect(await users.json()).toMatchObject({ totalResults: 2 });
});

it("changes nothing in Entra when the new secret of the client is wrong", async () => {
  await configure("oauth", "wrong-secret-of-the-client");
  await expect(stack.up()).rejects.toThrow(/The client is wrong: compare/);
  expect((await runCycle(contoso.graph)).quarantine).toBeNull();
});

it("changes over to a bearer token and back, and leaves no key of the other behind", async () => {
  await configure("bearer");
  await stack.up();
  expect(await secretKeys()).toEqual(["BaseAddress", "SecretToken", ...SETTING_KEYS].toSorted());
  await configure("oauth");
  await stack.up();
  expect(await secretKeys()).toEqual([...OAUTH_KEYS, ...SETTING_KEYS].toSorted());
  await stack.destroy();
});

/** How many access tokens the service has issued. */
async function tokensIssued(): Promise<number> {
  const metrics = await (await fetch(`${service.origin}/metrics`)).text();
  return Number(/scim_requests_total\{operation="oauth\.token",status="200"\} (\d+)/.exec(metrics)?.[1] ?? 0);
}
