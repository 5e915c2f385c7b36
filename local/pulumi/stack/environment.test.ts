import { expect, it } from "vitest";
import { engineEnvironment, type EnvironmentOptions } from "./environment.ts";

const options: EnvironmentOptions = {
  engine: { command: "pulumi", version: "3.259.0", origin: "here", env: { ENTRA_SCIM_KIT_NODE: "/node" } },
  plugins: "stand-in",
  home: "/local/pulumi",
  backend: "/local/backend",
  passphraseFile: "/local/passphrase",
  providers: { ARM_TENANT_ID: "emulated" },
};

it("keeps nothing that names somebody's real tenant, cluster of accounts or Pulumi backend", () => {
  const env = engineEnvironment(options, {
    PATH: "/bin",
    ARM_CLIENT_SECRET: "real",
    ARM_TENANT_ID: "real",
    AZURE_CONFIG_DIR: "/real",
    PULUMI_ACCESS_TOKEN: "real",
    PULUMI_CONFIG_PASSPHRASE: "real",
  });
  expect(Object.values(env)).not.toContain("real");
  expect(env).toMatchObject({
    PATH: "/bin",
    ARM_TENANT_ID: "emulated",
    PULUMI_BACKEND_URL: "file:///local/backend",
    PULUMI_CONFIG_PASSPHRASE_FILE: "/local/passphrase",
    PULUMI_STACK: "local",
    ENTRA_SCIM_KIT_NODE: "/node",
  });
});

it("takes plugins from nowhere else with stand-ins, and from where the user has them with real ones", () => {
  const inherited = { PULUMI_HOME: "/home/ann/.pulumi" };
  expect(engineEnvironment(options, inherited)).toMatchObject({
    PULUMI_HOME: "/local/pulumi",
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });
  const real = engineEnvironment({ ...options, plugins: "real" }, inherited);
  expect(real["PULUMI_HOME"]).toBe("/home/ann/.pulumi");
  expect(real["PULUMI_IGNORE_AMBIENT_PLUGINS"]).toBeUndefined();
});
