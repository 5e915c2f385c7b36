import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const DATABASE_URL = "postgres://user:secret@localhost/scim";

function problems(variables: Record<string, string>): string {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

test("the database is all that must be said", () => {
  expect(readConfig({ DATABASE_URL, ADMIN_KEY: "" })).toMatchObject({
    basePath: "/scim/v2",
    port: 8080,
    adminKey: undefined,
    publicUrl: undefined,
  });
});

test("all problems are told at once, with names and without secrets", () => {
  const text = problems({
    DATABASE_URL: "mysql://user:hidden-password@host/db",
    PORT: "99999",
    BASE_PATH: "scim",
    PUBLIC_URL: "scim.example.com",
    LOG_LEVEL: "loud",
    ADMIN_KEY: "hidden-key",
    BOOTSTRAP_TOKEN_FILE: "/nowhere/token",
  });
  for (const name of [
    "DATABASE_URL",
    "PORT",
    "BASE_PATH",
    "PUBLIC_URL",
    "LOG_LEVEL",
    "ADMIN_KEY",
    "BOOTSTRAP_TOKEN_FILE",
  ]) {
    expect(text).toContain(name);
  }
  expect(text).not.toContain("hidden");
});

test.for(["ADMIN_KEY", "BOOTSTRAP_TOKEN"])("%s must be something that a request can carry", (name) => {
  for (const secret of [
    "with a space inside it",
    " space-in-front-of-it",
    "space-at-the-end-of-it ",
    "line-break-at-the-end\n",
    "control-character-\u0007-inside",
    "schlüssel-mit-umlaut",
    "x".repeat(513),
  ]) {
    const text = problems({ DATABASE_URL, [name]: secret });
    expect(text).toContain(name);
    expect(text).not.toContain(secret);
  }
  expect(problems({ DATABASE_URL, [name]: "aZ09-._~+/==aZ09" })).toBe("");
});

test("a secret can be a file, whose last line break does not count, but not both", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "config-"));
  const file = path.join(folder, "key");
  await writeFile(file, "a-key-of-16-characters\n");
  try {
    expect(readConfig({ DATABASE_URL, ADMIN_KEY_FILE: file }).adminKey).toBe("a-key-of-16-characters");
    await writeFile(file, `${DATABASE_URL}\r\n`);
    expect(readConfig({ DATABASE_URL_FILE: file }).databaseUrl).toBe(DATABASE_URL);
    await writeFile(file, "a-key-of-16-characters \n");
    expect(problems({ DATABASE_URL, ADMIN_KEY_FILE: file })).toContain("ADMIN_KEY");
    expect(problems({ DATABASE_URL, ADMIN_KEY_FILE: file, ADMIN_KEY: "another-of-16-characters" })).toContain(
      "both set",
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("slashes at the end of paths do not matter", () => {
  expect(
    readConfig({ DATABASE_URL, BASE_PATH: "/api/v3/scim/", PUBLIC_URL: "https://x.example/" }),
  ).toMatchObject({
    basePath: "/api/v3/scim",
    publicUrl: "https://x.example",
  });
});

test.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/v1/traces" }, true],
  [{ OTEL_TRACES_EXPORTER: "console" }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_TRACES_EXPORTER: "none" }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_SDK_DISABLED: "true" }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, false],
])("with %j tracing is %s", (variables, tracing) => {
  expect(readConfig({ ...variables, DATABASE_URL })).toMatchObject({ tracing });
});

test("OpenTelemetry's SDK is not loaded with the service", async () => {
  const start = new URL("operation/start.ts", import.meta.url).href;
  const script = `import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ resolve: (specifier, context, next) => (loaded.push(specifier), next(specifier, context)) });
    await import(${JSON.stringify(start)});
    console.log(JSON.stringify(loaded));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  expect(stdout).toContain('"prom-client"');
  // prom-client loads the API, which is small.
  expect(stdout).not.toContain("opentelemetry/sdk");
  expect(stdout).not.toContain("tracing.ts");
});

test("a workload identity signs in to the database only where the URL has no password", () => {
  const identity = {
    AZURE_CLIENT_ID: "client",
    AZURE_TENANT_ID: "tenant",
    AZURE_FEDERATED_TOKEN_FILE: "/var/run/secrets/token",
  };
  const url = "postgres://scim@db.example:5432/scim";
  expect(readConfig({ ...identity, DATABASE_URL: url }).databaseIdentity).toEqual({
    clientId: "client",
    tenantId: "tenant",
    tokenFilePath: "/var/run/secrets/token",
  });
  const withPassword = "postgres://scim:password@db.example:5432/scim";
  expect(readConfig({ ...identity, DATABASE_URL: withPassword }).databaseIdentity).toBeUndefined();
  expect(readConfig({ DATABASE_URL: url }).databaseIdentity).toBeUndefined();
});

test("the console is off unless it is switched on, and then says what it needs", () => {
  const adminKey = "an-admin-key-of-some-length";
  expect(readConfig({ DATABASE_URL }).console).toBeUndefined();
  expect(readConfig({ DATABASE_URL, CONSOLE: "key", ADMIN_KEY: adminKey }).console?.oidc).toBeUndefined();
  expect(problems({ DATABASE_URL, CONSOLE: "key" })).toContain("ADMIN_KEY is required by CONSOLE=key");
  expect(problems({ DATABASE_URL, CONSOLE: "on" })).toContain("CONSOLE must be off, key or oidc");
  const text = problems({ DATABASE_URL, CONSOLE: "oidc" });
  for (const name of [
    "PUBLIC_URL",
    "SESSION_KEY",
    "CONSOLE_OIDC_ISSUER",
    "CONSOLE_OIDC_CLIENT_ID",
    "CONSOLE_OIDC_CLIENT_SECRET",
  ]) {
    expect(text).toContain(`${name} is required by CONSOLE=oidc`);
  }
  const issuer = problems({ DATABASE_URL, CONSOLE_OIDC_ISSUER: "http://login.example.com/" });
  expect(issuer).toContain("CONSOLE_OIDC_ISSUER must be an https:// URL");
});
