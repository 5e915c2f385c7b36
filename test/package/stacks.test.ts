import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ConfigValues } from "../../local/pulumi/stack/stack.ts";
import { Contoso, type TestStack } from "../entra/contoso.ts";
import { readStackExample } from "./stack-example.ts";

let contoso: Contoso;

beforeAll(async () => {
  contoso = await Contoso.open();
  await contoso.application("SightCall SSO");
});
afterAll(() => contoso[Symbol.asyncDispose]());

describe.each(["reuse-sso", "profile-by-assignment", "oauth"])("the stack of Pulumi.%s.yaml", (name) => {
  let before: unknown;
  let stack: TestStack;

  beforeAll(async () => {
    before = await applications();
    stack = await contoso.stackOf(name, await configurationOf(name));
  });

  it("is deployed", async () => {
    expect(Object.keys(await stack.up())).toEqual(["create"]);
  });

  it("has nothing to change the second time", async () => {
    expect(Object.keys(await stack.up())).toEqual(["same"]);
  });

  it("takes everything away again", async () => {
    expect(Object.keys(await stack.destroy())).toEqual(["delete"]);
    expect(await applications()).toEqual(before);
  });
});

/** The example as it is, but for where the endpoint is and the secret that its first lines tell to set. */
async function configurationOf(name: string): Promise<ConfigValues> {
  const { endpoint, ...settings } = await readStackExample(name);
  const { url, token, tokenAddress, clientSecret } = contoso.endpoint;
  if (endpoint?.oauth === undefined) {
    return { values: { ...settings, endpoint: { ...endpoint, url } }, secrets: { "endpoint.token": token } };
  }
  const oauth = { ...endpoint.oauth, tokenAddress };
  return {
    values: { ...settings, endpoint: { ...endpoint, url, oauth } },
    secrets: { "endpoint.oauth.clientSecret": clientSecret },
  };
}

/** The service principals of the tenant: one for each application. */
function applications(): Promise<unknown> {
  return contoso.graph.request("GET", "/v1.0/servicePrincipals");
}
