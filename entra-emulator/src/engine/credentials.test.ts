import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CredentialFailure } from "./credentials.ts";
import { type StubReply, ScimStub } from "./testing/scim-stub.ts";
import { TestTenant } from "./testing/tenant.ts";

let stub: ScimStub;
let tenant: TestTenant;

beforeEach(async () => {
  stub = await ScimStub.start();
  tenant = new TestTenant(stub.url);
});

afterEach(() => stub[Symbol.asyncDispose]());

function validate(baseAddress = stub.url, token = "given-token"): Promise<CredentialFailure | null> {
  const credentials = new Map([
    ["BaseAddress", baseAddress],
    ["SecretToken", token],
  ]);
  return tenant.engine.validateCredentials(tenant.store, tenant.job, credentials);
}

describe("Test Connection", () => {
  test("searches for a user and a group that cannot exist, with the credentials given", async () => {
    expect(await validate()).toBeNull();
    const [users, groups] = stub.requests;
    expect(stub.requests).toHaveLength(2);
    expect(users?.url).toMatch(/^\/scim\/Users\?filter=userName\+eq\+%22[0-9a-f-]{36}%22$/);
    expect(groups?.url).toMatch(
      /^\/scim\/Groups\?excludedAttributes=members&filter=displayName\+eq\+%22[0-9a-f-]{36}%22$/,
    );
    expect(users?.headers["authorization"]).toBe("Bearer given-token");
  });

  test("leaves groups out when they are not provisioned", async () => {
    tenant.objectMapping("Group").enabled = false;
    expect(await validate()).toBeNull();
    expect(stub.requests).toHaveLength(1);
  });

  test("searches by the matching attribute", async () => {
    const mappings = tenant.mappings("User");
    Object.assign(mappings.find(({ targetAttributeName }) => targetAttributeName === "userName") ?? {}, {
      matchingPriority: 0,
    });
    Object.assign(mappings.find(({ targetAttributeName }) => targetAttributeName === "externalId") ?? {}, {
      matchingPriority: 1,
    });
    await validate();
    expect(stub.requests[0]?.url).toContain("filter=externalId+eq+");
  });

  test.each<[StubReply, string, string]>([
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
  ])("%o fails as %s, %s", async (reply, code, connectorCode) => {
    stub.script = () => reply;
    const failure = await validate();
    expect(failure?.code).toBe(code);
    expect(failure?.message).toContain(connectorCode);
  });

  test("a failure of /Groups alone fails it, too", async () => {
    stub.script = ({ url }) => (url.includes("/Groups") ? { status: 403 } : null);
    expect((await validate())?.code).toBe("CredentialValidationUnavailable");
  });

  test("the message tells the exchange, but not the token", async () => {
    stub.script = () => ({ status: 401, body: { detail: "who are you" } });
    const message = (await validate())?.message ?? "";
    expect(message).toContain(`Resource: ${stub.url}/Users?filter=`);
    expect(message).toContain("Operation: GET");
    expect(message).toContain("Response Status Code: 401");
    expect(message).toContain('Response Content: {"detail":"who are you"}');
    expect(message).not.toContain("given-token");
  });

  test.each([
    ["nonsense", "SystemForCrossDomainIdentityManagementInvalidCredentials"],
    ["", "SystemForCrossDomainIdentityManagementInvalidCredentials"],
    ["ftp://scim.fabrikam.example", "SystemForCrossDomainIdentityManagementInvalidCredentials"],
    ["http://127.0.0.1:1", "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable"],
  ])("the tenant URL %j is told as %s", async (baseAddress, code) => {
    expect((await validate(baseAddress))?.message).toContain(code);
  });

  test.each(["/", "?aadOptscim062020", "/?aadOptscim062020"])(
    "a tenant URL that ends in %s is fine",
    async (end) => {
      expect(await validate(`${stub.url}${end}`)).toBeNull();
      expect(stub.requests[0]?.url).toMatch(/^\/scim\/Users\?/);
    },
  );
});
