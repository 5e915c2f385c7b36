import { describe, expect } from "vitest";
import type { CredentialFailure } from "./credentials.ts";
import type { StubReply } from "./testing/scim-stub.ts";
import type { TestTenant } from "./testing/tenant.ts";
import { test } from "./testing/test.ts";

function validate(tenant: TestTenant, baseAddress?: string): Promise<CredentialFailure | undefined> {
  const saved = tenant.store.tenant.secrets.get(tenant.servicePrincipal.id)?.get("BaseAddress");
  const credentials = new Map([
    ["BaseAddress", baseAddress ?? saved ?? ""],
    ["SecretToken", "given-token"],
  ]);
  return tenant.engine.validateCredentials(tenant.store, tenant.job, credentials);
}

describe("Test Connection", () => {
  test("searches for a user and a group that cannot exist, with the credentials given", async ({
    stub,
    tenant,
  }) => {
    expect(await validate(tenant)).toBeUndefined();
    const [users, groups] = stub.requests;
    expect(stub.requests).toHaveLength(2);
    expect(users?.url).toMatch(/^\/scim\/Users\?filter=userName\+eq\+%22[0-9a-f-]{36}%22$/);
    expect(groups?.url).toMatch(
      /^\/scim\/Groups\?excludedAttributes=members&filter=displayName\+eq\+%22[0-9a-f-]{36}%22$/,
    );
    expect(users?.headers["authorization"]).toBe("Bearer given-token");
  });

  test("leaves groups out when they are not provisioned", async ({ stub, tenant }) => {
    tenant.objectMapping("Group").enabled = false;
    expect(await validate(tenant)).toBeUndefined();
    expect(stub.requests).toHaveLength(1);
  });

  test("searches by the matching attribute", async ({ stub, tenant }) => {
    const mappings = tenant.mappings("User");
    Object.assign(mappings.find(({ targetAttributeName }) => targetAttributeName === "userName") ?? {}, {
      matchingPriority: 0,
    });
    Object.assign(mappings.find(({ targetAttributeName }) => targetAttributeName === "externalId") ?? {}, {
      matchingPriority: 1,
    });
    await validate(tenant);
    expect(stub.requests[0]?.url).toContain("filter=externalId+eq+");
  });

  test.for<[StubReply, string, string]>([
    [
      { status: 401 },
      "InvalidCredentials",
      "SystemForCrossDomainIdentityManagementCredentialValidationFailure",
    ],
    [
      { status: 400 },
      "InvalidCredentials",
      "SystemForCrossDomainIdentityManagementCredentialValidationFailure",
    ],
    [{ status: 404 }, "InvalidCredentials", "SystemForCrossDomainIdentityManagementServiceIncompatible"],
    [
      { status: 200, body: "no json" },
      "InvalidCredentials",
      "SystemForCrossDomainIdentityManagementServiceIncompatible",
    ],
    [
      { status: 200, body: {} },
      "InvalidCredentials",
      "SystemForCrossDomainIdentityManagementServiceIncompatible",
    ],
    [
      { status: 403 },
      "CredentialValidationUnavailable",
      "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
    ],
    [
      { status: 503 },
      "CredentialValidationUnavailable",
      "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
    ],
  ])("%o fails as %s, %s", async ([reply, code, connectorCode], { stub, tenant }) => {
    stub.script = () => reply;
    const failure = await validate(tenant);
    expect(failure?.code).toBe(code);
    expect(failure?.message).toContain(connectorCode);
  });

  test("a search answered with 404 or with something else than SCIM is told as observed", async ({
    stub,
    tenant,
  }) => {
    stub.script = () => ({ status: 404 });
    const unexpected =
      "While attempting to validate our authorization to access your application, we received this unexpected response: ";
    expect((await validate(tenant))?.message).toContain(
      `${unexpected}An HTTP/404 Not Found response was returned rather than the expected HTTP/200 OK response.`,
    );
    stub.script = () => ({ status: 200, body: "<html>" });
    expect((await validate(tenant))?.message).toContain(
      `${unexpected}We are not able to deserialize the resource received from your SCIM endpoint because your SCIM endpoint is not fully compatible with the Azure Active Directory SCIM client. Here is the resource we received from your SCIM endpoint: <html>`,
    );
  });

  test("a failure of /Groups alone fails it, too", async ({ stub, tenant }) => {
    stub.script = ({ url }) => (url.includes("/Groups") ? { status: 403 } : null);
    expect((await validate(tenant))?.code).toBe("CredentialValidationUnavailable");
  });

  test("the message shows the exchange, but not the token", async ({ stub, tenant }) => {
    stub.script = () => ({ status: 401, body: { detail: "who are you" } });
    const message = (await validate(tenant))?.message ?? "";
    expect(message).toContain(`Resource: ${stub.url}/Users?filter=`);
    expect(message).toContain("Operation: GET");
    expect(message).toContain("Response Status Code: 401");
    expect(message).toContain('Response Content: {"detail":"who are you"}');
    expect(message).not.toContain("given-token");
  });

  test.for([
    ["nonsense", "SystemForCrossDomainIdentityManagementInvalidCredentials"],
    ["", "SystemForCrossDomainIdentityManagementInvalidCredentials"],
    ["ftp://scim.fabrikam.example", "SystemForCrossDomainIdentityManagementInvalidCredentials"],
    ["http://127.0.0.1:1", "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable"],
  ] as const)("the tenant URL %j is reported as %s", async ([baseAddress, code], { tenant }) => {
    expect((await validate(tenant, baseAddress))?.message).toContain(code);
  });

  test.for(["/", "?aadOptscim062020", "/?aadOptscim062020"])(
    "a tenant URL that ends in %s is fine",
    async (end, { stub, tenant }) => {
      expect(await validate(tenant, `${stub.url}${end}`)).toBeUndefined();
      expect(stub.requests[0]?.url).toMatch(/^\/scim\/Users\?/);
    },
  );
});
