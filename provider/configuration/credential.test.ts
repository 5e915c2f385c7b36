import { describe, expect, test } from "vitest";
import { HttpClient } from "../runtime/http/client.ts";
import { quietRun } from "../runtime/testing/run.ts";
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
