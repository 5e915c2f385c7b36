import { describe, expect, test } from "vitest";
import { ProviderError } from "../../runtime/error.ts";
import { GraphError } from "../../graph/error.ts";
import { GUIDE } from "../../guide.ts";
import { explainFailedTest } from "./failed-test.ts";

const TESTED = { baseAddress: "https://scim.contoso.example", secretToken: "top-secret" };

function refusal(code: string, message: string, status = 400): GraphError {
  const reply = { status, headers: new Headers(), text: JSON.stringify({ error: { code, message } }) };
  return new GraphError(GUIDE.testConnection, "POST /validateCredentials", reply, "1");
}

function explained(error: unknown): string {
  const result = explainFailedTest(error, TESTED);
  return result instanceof ProviderError ? result.message : "";
}

describe("a failed connection test", () => {
  test.each([
    ["CredentialValidationFailure", /refused the token/],
    ["CredentialValidationUnavailable", /could not reach the endpoint/],
    ["ServiceIncompatible", /not as a SCIM 2\.0 service/],
    ["InvalidCredentials", /not one that Entra can call/],
    ["SomethingNew", /not known for this code/],
  ])("code %s is explained, whatever status Graph gives it", (code, cause) => {
    for (const status of [400, 401, 403, 500]) {
      const message = `SystemForCrossDomainIdentityManagement${code}: We received this.`;
      expect(explained(refusal("InvalidCredentials", message, status))).toMatch(cause);
    }
  });

  test("a code of Graph's own is enough", () => {
    expect(explained(refusal("CredentialValidationUnavailable", ""))).toMatch(/Entra says: nothing more/);
  });

  test("the token that Entra quotes is not shown", () => {
    const text = explained(refusal("InvalidCredentials", "Authorization: Bearer top-secret"));
    expect(text).toMatch(/Bearer \[secret\]/);
    expect(text).not.toContain("top-secret");
  });

  test("any other refusal stays what it is", () => {
    const denied = refusal("Authorization_RequestDenied", "Insufficient privileges", 403);
    expect(explainFailedTest(denied, TESTED)).toBe(denied);
  });
});
