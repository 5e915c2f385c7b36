import { expect, it } from "vitest";
import type { Customer } from "../customers/customer.ts";
import type { SignIn } from "../customers/sign-in.ts";
import { signInEnvironment, tenantSettings } from "./sign-in-environment.ts";

const INHERITED = { PATH: "/bin", ARM_CLIENT_SECRET: "another's", ARM_CLIENT_ID: "another", SECRET: "own" };
const sources = { folder: "/fleet", environment: INHERITED };

function customer(signIn: SignIn): Customer {
  return { name: "contoso", tenant: "t", ring: "", labels: {}, config: {}, secrets: [], places: {}, signIn };
}

it("gives a customer its own way to sign in, and nothing of another's", async () => {
  const clientId = "c";
  expect(await signInEnvironment(customer({ clientId, oidc: { tokenFile: "token" } }), sources)).toEqual({
    PATH: "/bin",
    SECRET: "own",
    ARM_TENANT_ID: "t",
    ARM_CLIENT_ID: "c",
    ARM_USE_OIDC: "true",
    ARM_OIDC_TOKEN_FILE_PATH: "/fleet/token",
  });
  const bySecret = customer({ clientId, clientSecret: { fromEnvironment: "SECRET" } });
  expect(await signInEnvironment(bySecret, sources)).toMatchObject({ ARM_CLIENT_SECRET: "own" });
  const byCertificate = customer({ clientId, certificate: { path: "contoso.pfx" } });
  const environment = await signInEnvironment(byCertificate, sources);
  expect(environment["ARM_CLIENT_CERTIFICATE_PATH"]).toBe("/fleet/contoso.pfx");
  expect(environment["ARM_CLIENT_SECRET"]).toBeUndefined();
});

it("leaves the process's own way where the customer has none", async () => {
  expect(await signInEnvironment(customer({}), sources)).toMatchObject({
    ARM_CLIENT_SECRET: "another's",
    ARM_TENANT_ID: "t",
  });
});

it("writes into the stack's settings what is not secret", () => {
  const signIn = { clientId: "c", clientSecret: { fromEnvironment: "SECRET" }, metadataHost: "localhost:1" };
  expect(tenantSettings(customer(signIn))).toEqual({
    "azuread:tenantId": "t",
    "azuread:clientId": "c",
    "azuread:metadataHost": "localhost:1",
  });
});
