import { expect } from "vitest";
import { test } from "../testing/test.ts";

test("an access token of the secrets is renewed once it is old, and the new one is used from then on", async ({
  stub,
  tenant,
}) => {
  tenant.store.tenant.secrets.get(tenant.servicePrincipal.id)?.delete("SecretToken");
  tenant.secret("Oauth2ClientId", "entra");
  tenant.secret("Oauth2ClientSecret", "secret");
  tenant.secret("Oauth2TokenExchangeUri", `${stub.url}/token`);
  tenant.secret("Oauth2AccessToken", "given");
  tenant.secret("Oauth2AccessTokenCreationTime", tenant.store.clock.now().toISOString());
  stub.script = ({ url }) =>
    url === "/scim/token" ? { status: 200, body: { access_token: "renewed" } } : null;
  const bearers = new Set<unknown>();
  const cycle = async (userName: string): Promise<string> => {
    tenant.assign([tenant.user(userName)]);
    stub.forget();
    await tenant.cycle();
    for (const { headers, url } of stub.requests)
      if (url !== "/scim/token") bearers.add(headers["authorization"]);
    return stub.requests.map(({ method, url }) => `${method} ${url.split("?")[0]}`).join(", ");
  };
  expect(await cycle("anna")).toBe("GET /scim/Users, POST /scim/Users");
  expect(bearers).toEqual(new Set(["Bearer given"]));
  tenant.wait(2 * 3_600_000);
  expect(await cycle("ben")).toBe("POST /scim/token, GET /scim/Users, POST /scim/Users");
  bearers.clear();
  expect(await cycle("cleo")).toBe("GET /scim/Users, POST /scim/Users");
  expect(bearers).toEqual(new Set(["Bearer renewed"]));
});
