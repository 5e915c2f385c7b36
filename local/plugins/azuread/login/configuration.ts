import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ProviderError } from "../../../../provider/runtime/error.ts";
import type { HttpClient, Run } from "../../../../provider/runtime/http/client.ts";
import { jsonOf } from "../../../../provider/runtime/http/reply.ts";
import type { PropertyMap } from "../../../../provider/runtime/property-map/property-map.ts";

const text = z.string().min(1).optional().catch(undefined);
/** The engine hands a provider's booleans over as text. */
const flag = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")])
  .optional()
  .catch(undefined);

const configuration = z.object({
  metadataHost: text,
  tenantId: text,
  clientId: text,
  clientIdFilePath: text,
  clientSecret: text,
  clientSecretFilePath: text,
  useOidc: flag,
  oidcToken: text,
  oidcTokenFilePath: text,
  oidcRequestUrl: text,
  oidcRequestToken: text,
});

type Configuration = z.infer<typeof configuration>;
/** `process.env`, or what a test gives instead. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that azuread reads where the provider's configuration says nothing, the first that is set. */
const variables: Readonly<Record<keyof Configuration, readonly string[]>> = {
  metadataHost: ["ARM_METADATA_HOSTNAME"],
  tenantId: ["ARM_TENANT_ID"],
  clientId: ["ARM_CLIENT_ID"],
  clientIdFilePath: ["ARM_CLIENT_ID_FILE_PATH"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientSecretFilePath: ["ARM_CLIENT_SECRET_FILE_PATH"],
  useOidc: ["ARM_USE_OIDC"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
};

/** Which tenant to work on, and how to prove who works on it. */
export interface Credentials {
  /** `host:port` of the emulator. */
  readonly metadataHost: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** The part of a token request's form that proves the client's identity, asked for anew for every token. */
  proof(run: Run): Promise<Readonly<Record<string, string>>>;
}

/**
 * @param given the provider's configuration as the engine sends it
 * @throws {ProviderError} when something is missing, or when the host is not this machine
 */
export async function readCredentials(
  given: PropertyMap,
  environment: Environment,
  http: HttpClient,
): Promise<Credentials> {
  const settings = withEnvironment(configuration.parse(given), environment);
  const metadataHost = emulatorHost(settings.metadataHost);
  const { tenantId } = settings;
  const clientId = settings.clientId ?? (await readIfNamed(settings.clientIdFilePath));
  if (tenantId === undefined) throw missing("the tenant", "tenantId", "ARM_TENANT_ID");
  if (clientId === undefined) throw missing("the client", "clientId", "ARM_CLIENT_ID");
  return { metadataHost, tenantId, clientId, proof: proofOf(settings, http) };
}

function withEnvironment(given: Configuration, environment: Environment): Configuration {
  const entries = Object.entries(variables).map(([setting, names]) => [
    setting,
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== ""),
  ]);
  const defined = Object.entries(given).filter(([, value]) => value !== undefined);
  return configuration.parse({ ...Object.fromEntries(entries), ...Object.fromEntries(defined) });
}

/** A stand-in must never touch a real tenant: it skips what the real plugin does to be safe there. */
function emulatorHost(host: string | undefined): string {
  const url = host === undefined ? null : URL.parse(`https://${host}`);
  if (url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)) return url.host;
  const found = host === undefined ? "no host is named" : `the host named is ${host}`;
  throw new ProviderError(
    `This is a stand-in for the azuread plugin. It works only on an emulated Entra on this machine, and ${found}. ` +
      "Set metadataHost or ARM_METADATA_HOSTNAME to the emulator (localhost:PORT), " +
      "or take the stand-in off PATH and out of Pulumi.yaml for a real tenant.",
  );
}

function proofOf(settings: Configuration, http: HttpClient): Credentials["proof"] {
  const { clientSecret, clientSecretFilePath, oidcToken, oidcTokenFilePath } = settings;
  if (clientSecret !== undefined || clientSecretFilePath !== undefined) {
    return async () => ({ client_secret: clientSecret ?? (await readIfNamed(clientSecretFilePath)) ?? "" });
  }
  if (settings.useOidc === true) {
    return async (run) => ({
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion:
        oidcToken ?? (await readIfNamed(oidcTokenFilePath)) ?? (await requestOidcToken(settings, http, run)),
    });
  }
  throw missing("the credential", "clientSecret, or useOidc with oidcToken", "ARM_CLIENT_SECRET");
}

const issued = z.object({ value: z.string().min(1) });

/** As a CI system issues it: GET with the request token; the answer has the token in `value`. */
async function requestOidcToken(settings: Configuration, http: HttpClient, run: Run): Promise<string> {
  const { oidcRequestUrl, oidcRequestToken } = settings;
  if (oidcRequestUrl === undefined || oidcRequestToken === undefined) {
    throw missing(
      "the OIDC token",
      "oidcToken, oidcTokenFilePath, or oidcRequestUrl and oidcRequestToken",
      "ARM_OIDC_TOKEN",
    );
  }
  const url = URL.parse(oidcRequestUrl);
  if (url === null) throw new ProviderError(`${oidcRequestUrl} is no URL to ask for an OIDC token.`);
  url.searchParams.set("audience", "api://AzureADTokenExchange");
  const headers = { authorization: `Bearer ${oidcRequestToken}` };
  const reply = await http.send({ method: "GET", url: url.href, headers }, run);
  const { data } = issued.safeParse(jsonOf(reply));
  if (data !== undefined) return data.value;
  throw new ProviderError(`${url.host} answered the request for an OIDC token with status ${reply.status}.`);
}

async function readIfNamed(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw new ProviderError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

function missing(what: string, setting: string, variable: string): ProviderError {
  return new ProviderError(`azuread: ${what} is not configured: set ${setting}, or ${variable}.`);
}
