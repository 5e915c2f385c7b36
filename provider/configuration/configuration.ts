import { readFileSync } from "node:fs";
import { z } from "zod";
import { ProviderError } from "../runtime/error.ts";

/** The engine hands booleans over as strings; the package schema shows them as what they are. */
function flag(description: string) {
  return z
    .enum(["true", "false", "1", "0"], { error: "must be true or false" })
    .meta({ type: "boolean", enum: undefined, description })
    .transform((value) => value === "true" || value === "1")
    .optional();
}

function text(description: string) {
  return z.string().min(1, "must not be empty").optional().describe(description);
}

/** The provider's configuration as the engine hands it over: every value a string. */
export const configurationSchema = z.object({
  tenantId: text("The tenant's id. `ARM_TENANT_ID`."),
  clientId: text("Client id of the deploying application. `ARM_CLIENT_ID`, `ARM_CLIENT_ID_FILE_PATH`."),
  clientSecret: text(
    "A secret of the deploying application. `ARM_CLIENT_SECRET`, `ARM_CLIENT_SECRET_FILE_PATH`.",
  ),
  clientCertificatePath: text(
    "A certificate with its private key, PEM or PKCS#12 (`.pfx`, `.p12`). `ARM_CLIENT_CERTIFICATE_PATH`.",
  ),
  clientCertificatePassword: text("The password of the certificate. `ARM_CLIENT_CERTIFICATE_PASSWORD`."),
  useOidc: flag(
    "Log in with a token of the CI system or of AKS. `ARM_USE_OIDC`, `ARM_USE_AKS_WORKLOAD_IDENTITY`.",
  ),
  oidcToken: text("The token itself. `ARM_OIDC_TOKEN`."),
  oidcTokenFilePath: text("A file with the token. `ARM_OIDC_TOKEN_FILE_PATH`."),
  oidcRequestUrl: z
    .url({ error: "must be a URL" })
    .optional()
    .describe("Where the token is asked for. `ARM_OIDC_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_URL`."),
  oidcRequestToken: text(
    "The bearer token to ask with. `ARM_OIDC_REQUEST_TOKEN`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.",
  ),
  adoPipelineServiceConnectionId: text(
    "The service connection of an Azure Pipelines job. `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID`.",
  ),
  useMsi: flag("Log in as the managed identity of the machine. `ARM_USE_MSI`."),
  useCli: flag("Log in as the user of `az login`, when nothing else is set. `ARM_USE_CLI`; default true."),
  environment: text(
    "The cloud: `public`, `usgovernment` (GCC High), `dod` or `china`. `ARM_ENVIRONMENT`; default `public`.",
  ),
  metadataHost: z
    .string()
    .regex(/^[^/\s]+$/, "must be a host with an optional port, without https:// and path")
    .optional()
    .describe("A host whose `/metadata/endpoints` names login and Graph instead. `ARM_METADATA_HOSTNAME`."),
});

export type Configuration = z.output<typeof configurationSchema>;

/** Of a configuration, the properties that hold a secret. */
export const CONFIGURATION_SECRETS: ReadonlySet<string> = new Set([
  "clientSecret",
  "clientCertificatePassword",
  "oidcToken",
  "oidcRequestToken",
]);

/** The variables that azuread reads, first match first; those that end in `_FILE_PATH` name a file with the value. */
const VARIABLES: Record<keyof Configuration, readonly string[]> = {
  tenantId: ["ARM_TENANT_ID"],
  clientId: ["ARM_CLIENT_ID", "ARM_CLIENT_ID_FILE_PATH"],
  clientSecret: ["ARM_CLIENT_SECRET", "ARM_CLIENT_SECRET_FILE_PATH"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  useOidc: ["ARM_USE_OIDC"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
  adoPipelineServiceConnectionId: [
    "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
    "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
  ],
  useMsi: ["ARM_USE_MSI"],
  useCli: ["ARM_USE_CLI"],
  environment: ["ARM_ENVIRONMENT"],
  metadataHost: ["ARM_METADATA_HOSTNAME"],
};

/** Properties that are themselves a path, so that their variable's `_FILE_PATH` is no detour. */
const PATHS: ReadonlySet<string> = new Set(["oidcTokenFilePath"]);

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration with what is missing taken from the environment.
 *
 * @throws {ProviderError} when a variable has a wrong value or names a file that cannot be read.
 */
export function withEnvironment(given: Configuration, variables: Environment): Configuration {
  const environment = withWorkloadIdentity(variables);
  const filled: Record<string, unknown> = {};
  for (const [property, names] of Object.entries(VARIABLES)) {
    if (given[property as keyof Configuration] !== undefined) continue;
    const name = names.find((each) => (environment[each] ?? "") !== "");
    if (name === undefined) continue;
    const text = fromVariable(name, environment[name] ?? "", PATHS.has(property));
    const result = configurationSchema.shape[property as keyof Configuration].safeParse(text);
    if (!result.success) {
      throw new ProviderError(
        `The environment variable ${name} ${result.error.issues[0]?.message ?? "is wrong"}.`,
      );
    }
    filled[property] = result.data;
  }
  return { ...given, ...filled };
}

/** What AKS gives a pod with a workload identity counts only when asked for, as with azuread: others set it too. */
function withWorkloadIdentity(environment: Environment): Environment {
  if (environment["ARM_USE_AKS_WORKLOAD_IDENTITY"] !== "true") return environment;
  return {
    ...environment,
    ARM_USE_OIDC: "true",
    ARM_TENANT_ID: environment["ARM_TENANT_ID"] ?? environment["AZURE_TENANT_ID"],
    ARM_CLIENT_ID: environment["ARM_CLIENT_ID"] ?? environment["AZURE_CLIENT_ID"],
    ARM_OIDC_TOKEN_FILE_PATH:
      environment["ARM_OIDC_TOKEN_FILE_PATH"] ?? environment["AZURE_FEDERATED_TOKEN_FILE"],
  };
}

function fromVariable(name: string, value: string, isPath: boolean): string {
  if (isPath || !name.endsWith("_FILE_PATH")) return value;
  try {
    return readFileSync(value, "utf8").trim();
  } catch {
    throw new ProviderError(`The file that ${name} names cannot be read: ${value}`);
  }
}
