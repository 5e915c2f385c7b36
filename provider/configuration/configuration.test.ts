import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { problemsOf } from "../runtime/binding/problems.ts";
import { configurationSchema, withEnvironment } from "./configuration.ts";

describe("the provider's configuration", () => {
  test("what is not given comes from azuread's variables", () => {
    const environment = {
      ARM_TENANT_ID: "tenant",
      ARM_CLIENT_ID: "client",
      ARM_USE_OIDC: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://ci.example/token",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request",
      ARM_METADATA_HOSTNAME: "localhost:8443",
    };
    expect(withEnvironment({ tenantId: "given" }, environment)).toEqual({
      tenantId: "given",
      clientId: "client",
      useOidc: true,
      oidcRequestUrl: "https://ci.example/token",
      oidcRequestToken: "request",
      metadataHost: "localhost:8443",
    });
  });

  test("a workload identity of AKS counts when it is asked for, and only then", () => {
    const aks = { AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_FEDERATED_TOKEN_FILE: "/token" };
    expect(withEnvironment({}, aks)).toEqual({});
    expect(withEnvironment({}, { ...aks, ARM_USE_AKS_WORKLOAD_IDENTITY: "true" })).toEqual({
      useOidc: true,
      tenantId: "t",
      clientId: "c",
      oidcTokenFilePath: "/token",
    });
  });

  test("a variable may name a file with the value", () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), "configuration-")), "secret");
    writeFileSync(file, "from a file\n");
    expect(withEnvironment({}, { ARM_CLIENT_SECRET_FILE_PATH: file }).clientSecret).toBe("from a file");
    expect(withEnvironment({}, { ARM_OIDC_TOKEN_FILE_PATH: file }).oidcTokenFilePath).toBe(file);
  });

  test("a file that cannot be read is named with its variable", () => {
    expect(() => withEnvironment({}, { ARM_CLIENT_ID_FILE_PATH: "/nowhere" })).toThrow(
      "The file that ARM_CLIENT_ID_FILE_PATH names cannot be read: /nowhere",
    );
  });

  test("a variable with a wrong value is named", () => {
    expect(() => withEnvironment({}, { ARM_USE_MSI: "perhaps" })).toThrow(
      "The environment variable ARM_USE_MSI must be true or false.",
    );
  });

  test("an empty variable counts as absent, as in CI systems", () => {
    expect(withEnvironment({}, { ARM_CLIENT_ID: "" })).toEqual({});
  });

  test("all mistakes are found at once, by property", () => {
    const problems = problemsOf(configurationSchema, {
      useOidc: "yes",
      metadataHost: "https://x/",
      tenant: "t",
    });
    expect(problems.map(({ property }) => property).toSorted()).toEqual([
      "metadataHost",
      "tenant",
      "useOidc",
    ]);
  });
});
