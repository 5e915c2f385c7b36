import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_KEY, startTestService, type TestService } from "./service.ts";

const IN_TEN_DAYS = new Date(Date.now() + 10 * 86_400_000).toISOString();
const IN_A_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString();

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

async function make(path: string, body: object): Promise<string> {
  const made = await service.admin("POST", `/tenants/${path}`, { label: "test", ...body });
  expect(made.status).toBe(201);
  return (made.body as { id: string }).id;
}

test("each tenant's last token or client secret is in the metrics, unless one of them does not expire", async () => {
  const tenants = ["last-of-two", "secret", "for-ever", "trusted", "revoked", "refuses-bearer-tokens"];
  for (const tenant of tenants) await service.admin("PUT", `/tenants/${tenant}`, {});
  await make("last-of-two/tokens", { expiresAt: IN_TEN_DAYS });
  await make("last-of-two/tokens", { expiresAt: IN_A_MONTH });
  await make("secret/clients", { expiresAt: IN_A_MONTH });
  await make("secret/tokens", { expiresAt: IN_TEN_DAYS });
  await make("for-ever/tokens", {});
  await make("for-ever/tokens", { expiresAt: IN_TEN_DAYS });
  await make("trusted/tokens", { expiresAt: IN_TEN_DAYS });
  await make("trusted/trusts", {
    issuer: "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0",
    subject: "s",
    audience: "a",
    directory: "d",
  });
  const revoked = await make("revoked/tokens", {});
  await make("revoked/tokens", { expiresAt: IN_TEN_DAYS });
  await service.admin("DELETE", `/tenants/revoked/tokens/${revoked}`);
  await make("refuses-bearer-tokens/tokens", { expiresAt: IN_A_MONTH });
  await make("refuses-bearer-tokens/clients", { expiresAt: IN_TEN_DAYS });
  await service.admin("PUT", "/tenants/refuses-bearer-tokens", { bearerTokens: false });

  const text = await (await fetch(`${service.url}/metrics`)).text();
  const expiry = Object.fromEntries(
    [...text.matchAll(/^scim_token_expiry_timestamp_seconds\{tenant="([^"]+)"\} (\S+)$/gm)].map(
      ([, tenant, seconds]) => [tenant, new Date(Number(seconds) * 1_000).toISOString()],
    ),
  );
  expect(expiry).toStrictEqual({
    "last-of-two": IN_A_MONTH,
    secret: IN_A_MONTH,
    revoked: IN_TEN_DAYS,
    "refuses-bearer-tokens": IN_TEN_DAYS,
  });
});

test("wrong credentials of each kind are in the metrics from the start", async () => {
  await fetch(`${service.url}/admin/api/tenants`, { headers: { authorization: `Bearer ${ADMIN_KEY}x` } });
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const counted = [...text.matchAll(/^scim_wrong_credentials_total\{kind="([^"]+)"\} (\d+)$/gm)];
  expect(counted.map(([, kind, count]) => [kind, Number(count)])).toStrictEqual([
    ["token", 0],
    ["admin key", 1],
    ["client secret", 0],
    ["assertion", 0],
  ]);
});
