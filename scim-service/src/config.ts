import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { CONSOLE_VARIABLES, consoleConfig, consoleProblems, type ConsoleConfig } from "./console/config.ts";
import { MICROSOFT_HOSTS } from "./oauth/issuer-keys.ts";
import { isBearerToken } from "./http/authenticate.ts";
import type { WorkloadIdentity } from "./store/entra-password.ts";

/** The environment holds something that the service cannot run with. The message lists every problem. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** What the service is told from outside. */
export interface Config {
  readonly databaseUrl: string;
  /** The identity to sign in to the database with; undefined where the URL has a password. */
  readonly databaseIdentity: WorkloadIdentity | undefined;
  readonly databasePoolSize: number;
  readonly host: string;
  /** 0 takes a free port; the log says which. */
  readonly port: number;
  /** Origin and path prefix under which clients see the service, without a slash at the end; undefined: as each request's Host says. */
  readonly publicUrl: string | undefined;
  /** Path of the SCIM endpoints, without a slash at the end. */
  readonly basePath: string;
  readonly schemasDir: string;
  /** Undefined: no admin API. */
  readonly adminKey: string | undefined;
  /** A token of the tenant `default`, stored at the start. */
  readonly bootstrapToken: string | undefined;
  /** Seconds for which an access token of the token endpoint is valid. */
  readonly accessTokenLifetime: number;
  /** Hosts whose keys are asked for when a client signs in by an assertion. */
  readonly federationHosts: readonly string[];
  /** Undefined: no console, and no request is kept. */
  readonly console: ConsoleConfig | undefined;
  /** Whether to export OpenTelemetry spans; how, OpenTelemetry reads from the environment itself. */
  readonly tracing: boolean;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "silent";
  /** Requests a second that one tenant may send to one replica. */
  readonly tenantRateLimit: number;
  /** Requests of one tenant that one replica works on at the same time. */
  readonly tenantConcurrency: number;
}

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be between ${least} and ${most}`);

const withoutSlash = (text: string) => text.replace(/\/+$/, "");

/** A secret that clients send as a bearer token. One that no request can carry would lock everybody out. */
const secret = z
  .string()
  .min(16, "must have at least 16 characters")
  .refine(
    isBearerToken,
    "may have up to 512 letters, digits and - . _ ~ + / = only, and no space at either end: " +
      "no request can carry anything else (RFC 6750 section 2.1)",
  );

const HOST = /^[a-z0-9]([a-z0-9.-]{0,252})(:\d{1,5})?$/;

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/, error: "must be a postgres:// URL" }),
  DATABASE_POOL_SIZE: wholeNumber(1, 1_000).default(10),
  HOST: z.string().default("0.0.0.0"),
  PORT: wholeNumber(0, 65_535).default(8080),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" })
    // As URLs are written, so that it can stand in JSON and in a header as it is.
    .transform((url) => withoutSlash(new URL(url).href))
    .optional(),
  BASE_PATH: z
    .string()
    .regex(/^(?:\/[\w.~-]+)*\/?$/, "must be a path such as /scim/v2")
    .transform(withoutSlash)
    .default("/scim/v2"),
  SCHEMAS_DIR: z.string().default(fileURLToPath(new URL("../../schemas", import.meta.url))),
  ADMIN_KEY: secret.optional(),
  BOOTSTRAP_TOKEN: secret.optional(),
  // Microsoft asks for 1 to 6 hours.
  ACCESS_TOKEN_LIFETIME: wholeNumber(3_600, 21_600).default(3_600),
  FEDERATION_HOSTS: z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((host) => host !== ""),
    )
    .refine((hosts) => hosts.every((host) => HOST.test(host)), "must be host names, separated by commas")
    .default([...MICROSOFT_HOSTS]),
  ...CONSOLE_VARIABLES,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
  AZURE_CLIENT_ID: z.string().optional(),
  AZURE_TENANT_ID: z.string().optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
  TENANT_RATE_LIMIT: wholeNumber(25, 1_000_000).default(5_000),
  TENANT_CONCURRENCY: wholeNumber(1, 100_000).default(500),
});

/** What can also come from a file, which `NAME_FILE` names. */
const SECRETS = [
  "DATABASE_URL",
  "ADMIN_KEY",
  "BOOTSTRAP_TOKEN",
  "CONSOLE_OIDC_CLIENT_SECRET",
  "SESSION_KEY",
] as const;

/**
 * Reads the environment. A variable that is set but empty counts as missing. The line break at the end of a secret's file
 * is not part of the secret.
 *
 * @throws {ConfigError} with all problems, one a line, and no secret.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const unread = new Set<string>();
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  for (const name of SECRETS) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    if (given[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set: keep one of them`);
    try {
      given[name] = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    } catch (error) {
      problems.push(`${name}_FILE cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      unread.add(name);
    }
  }
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = issue.path.join(".");
      if (unread.has(name)) continue;
      const text =
        given[name] === undefined
          ? "(or DATABASE_URL_FILE) is required: postgres://user:password@host:5432/database"
          : issue.message;
      problems.push(`${name} ${text}`);
    }
  }
  if (parsed.success) problems.push(...consoleProblems(parsed.data));
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(`The environment has ${problems.length} problem(s):\n  ${problems.join("\n  ")}`);
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    databaseIdentity: workloadIdentity(env),
    databasePoolSize: env.DATABASE_POOL_SIZE,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    basePath: env.BASE_PATH,
    schemasDir: env.SCHEMAS_DIR,
    adminKey: env.ADMIN_KEY,
    bootstrapToken: env.BOOTSTRAP_TOKEN,
    accessTokenLifetime: env.ACCESS_TOKEN_LIFETIME,
    federationHosts: env.FEDERATION_HOSTS,
    console: consoleConfig(env),
    tracing: isTraced(env),
    logLevel: env.LOG_LEVEL,
    tenantRateLimit: env.TENANT_RATE_LIMIT,
    tenantConcurrency: env.TENANT_CONCURRENCY,
  };
}

/** Without a collector's address or an exporter, spans would go to a collector on localhost that is not there. */
function isTraced(env: z.output<typeof environment>): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === "true" || env.OTEL_TRACES_EXPORTER === "none") return false;
  return [
    env.OTEL_EXPORTER_OTLP_ENDPOINT,
    env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
    env.OTEL_TRACES_EXPORTER,
  ].some((value) => value !== undefined);
}

/** AKS sets these variables in a pod with a workload identity. A password in the URL wins. */
function workloadIdentity(env: z.output<typeof environment>): WorkloadIdentity | undefined {
  const {
    AZURE_CLIENT_ID: clientId,
    AZURE_TENANT_ID: tenantId,
    AZURE_FEDERATED_TOKEN_FILE: tokenFilePath,
  } = env;
  if (new URL(env.DATABASE_URL).password !== "") return undefined;
  return clientId && tenantId && tokenFilePath ? { clientId, tenantId, tokenFilePath } : undefined;
}
