import { describe, expect, test } from "vitest";
import { HttpClient } from "../http/client.ts";
import { quietRun } from "../testing/run.ts";
import { startScriptedServer } from "../testing/scripted-server.ts";
import { findCloud } from "./cloud.ts";
import type { Configuration } from "./configuration.ts";
import { chooseCredential } from "./credential.ts";

const http = new HttpClient();
const app: Configuration = { tenantId: "11111111-1111-1111-1111-111111111111", clientId: "client" };

async function choice(configuration: Configuration): Promise<string> {
  const cloud = await findCloud({}, http, quietRun());
  return (await chooseCredential(configuration, cloud, http, quietRun())).name;
}

describe("the credential", () => {
  test.each<[string, Configuration]>([
    ["client secret", { ...app, clientSecret: "s", useOidc: true, oidcToken: "t", useMsi: true }],
    ["OIDC", { ...app, useOidc: true, oidcToken: "t", useMsi: true }],
    ["OIDC", { ...app, useOidc: true, oidcTokenFilePath: "/token" }],
    ["OIDC", { ...app, useOidc: true, oidcRequestUrl: "https://ci.example", oidcRequestToken: "t" }],
    ["managed identity", { ...app, useMsi: true }],
    ["Azure CLI", {}],
    ["Azure CLI", app],
  ])("is %s for %o", async (name, configuration) => {
    expect(await choice(configuration)).toBe(name);
  });

  test("half of a login is told with what is missing", async () => {
    await expect(choice({ clientSecret: "s" })).rejects.toThrow(
      /No credentials[\s\S]*Missing now: the tenant's id \(ARM_TENANT_ID\), the client id/,
    );
    await expect(choice({ ...app, useOidc: true })).rejects.toThrow(/Missing now: an OIDC token or the URL/);
    await expect(choice({ useCli: false })).rejects.toThrow(/No credentials/);
  });

  test("a certificate file that is none is told with how to make one", async () => {
    const certificate = { ...app, clientCertificatePath: import.meta.filename };
    await expect(choice(certificate)).rejects.toThrow(/openssl pkcs12/);
    await expect(choice({ ...app, clientCertificatePath: "/nowhere" })).rejects.toThrow(
      /cannot be read: \/nowhere/,
    );
  });

  test("a CI system that gives no token is told with what its job needs", async () => {
    await using server = await startScriptedServer({ status: 403 });
    const oidc = { ...app, useOidc: true, oidcRequestUrl: `${server.url}/?v=1`, oidcRequestToken: "r" };
    const cloud = await findCloud({}, http, quietRun());
    const { credential } = await chooseCredential(oidc, cloud, http, quietRun());
    await expect(credential.getToken("https://graph.microsoft.com/.default")).rejects.toThrow(
      /id-token: write/,
    );
    expect(server.requests[0]).toMatchObject({
      path: "/?v=1&audience=api%3A%2F%2FAzureADTokenExchange",
      headers: { authorization: "Bearer r" },
    });
  });
});

describe("the cloud", () => {
  test.each([
    [undefined, "https://login.microsoftonline.com", "https://graph.microsoft.com"],
    ["USGovernment", "https://login.microsoftonline.us", "https://graph.microsoft.us"],
    ["dod", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"],
    ["china", "https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"],
  ])("%s logs in at %s and calls %s", async (environment, loginUrl, graphUrl) => {
    const configuration = environment === undefined ? {} : { environment };
    expect(await findCloud(configuration, http, quietRun())).toEqual({ loginUrl, graphUrl, known: true });
  });

  test("an unknown one is told with those there are", async () => {
    await expect(findCloud({ environment: "mars" }, http, quietRun())).rejects.toThrow(
      /no cloud "mars".*usgovernment/,
    );
  });
});
