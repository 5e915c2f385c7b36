import { describe, expect, test } from "vitest";
import { useApplication } from "../../testing/use-application.ts";

const kit = useApplication();

describe("secrets", () => {
  test("show what is secret as a star, are set key by key, and go with an empty value", async () => {
    const path = `${kit.app.principalPath}/synchronization/secrets`;
    const url = { key: "BaseAddress", value: "https://scim.example.com/scim/v2" };
    expect((await kit.client.put(path, { value: [url, { key: "SecretToken", value: "t-1" }] })).status).toBe(
      204,
    );
    expect((await kit.client.get(path)).list()).toEqual([url, { key: "SecretToken", value: "*" }]);
    await kit.client.put(path, {
      value: [
        { key: "SyncAll", value: "false" },
        { key: "SecretToken", value: "" },
      ],
    });
    expect((await kit.client.get(path)).list()).toEqual([url, { key: "SyncAll", value: "false" }]);
    await kit.client.put(path, {
      value: [
        { key: "SyncAll", value: "" },
        { key: "BaseAddress", value: "" },
      ],
    });
    expect((await kit.client.get(path)).list()).toEqual([]);
  });

  test("with a key that Graph does not have, also by its letter case, are an internal error, and none is stored", async () => {
    const path = `${kit.app.principalPath}/synchronization/secrets`;
    const refused = await kit.client.put(path, {
      value: [
        { key: "SyncAll", value: "false" },
        { key: "baseAddress", value: "https://scim.example.com" },
      ],
    });
    expect([refused.status, refused.get("error.code"), refused.get("error.message")]).toEqual([
      500,
      "InternalError",
      "Requested value 'baseAddress' was not found.",
    ]);
    expect((await kit.client.get(path)).list()).toEqual([]);
    const tested = await kit.client.post(`${kit.app.jobPath}/validateCredentials`, {
      credentials: [{ key: "TenantId", value: "x" }],
    });
    expect([tested.status, tested.get("error.message")]).toEqual([
      500,
      "Requested value 'TenantId' was not found.",
    ]);
  });

  test("of OAuth are taken, and what is secret of them is not shown", async () => {
    const path = `${kit.app.principalPath}/synchronization/secrets`;
    const keys = ["BaseAddress", "Oauth2ClientId", "Oauth2ClientSecret", "Oauth2TokenExchangeUri"];
    const sent = [...keys, "Oauth2AccessToken", "Oauth2AccessTokenCreationTime"];
    const value = sent.map((key) => ({ key, value: `${key}-value` }));
    expect((await kit.client.put(path, { value })).status).toBe(204);
    const shown = new Map((await kit.client.get(path)).list().map((each) => [each["key"], each["value"]]));
    expect([...shown.keys()]).toEqual(sent);
    expect([shown.get("Oauth2ClientSecret"), shown.get("Oauth2AccessToken")]).toEqual(["*", "*"]);
    expect(shown.get("Oauth2TokenExchangeUri")).toBe("Oauth2TokenExchangeUri-value");
  });
});
