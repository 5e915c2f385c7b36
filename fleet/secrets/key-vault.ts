import { z } from "zod";
import { FleetError } from "../error.ts";

/** The client tries again by itself, as `Retry-After` says; this long in all, with the sign-in. */
const LONGEST_MS = 90_000;

/** What the client throws: an answer of the vault, a connection that failed, or a sign-in that failed. */
const clientError = z.object({
  name: z.string(),
  message: z.string(),
  statusCode: z.number().optional().catch(undefined),
});

/** Names of the errors of `@azure/identity`. */
const SIGN_IN_ERROR = /Authentication|CredentialUnavailable/;

/**
 * The value of a secret in Azure Key Vault, signed in by what the process has: workload identity, managed identity,
 * environment or `az login`.
 *
 * @param identifier `https://VAULT.vault.azure.net/secrets/NAME`, with or without a version
 * @throws {FleetError} when it cannot be read: why, and what to do
 */
export async function keyVaultSecret(identifier: string): Promise<string> {
  // Loaded here: a fleet without Key Vault does not pay for it.
  const [{ DefaultAzureCredential }, { parseKeyVaultSecretIdentifier, SecretClient }] = await Promise.all([
    import("@azure/identity"),
    import("@azure/keyvault-secrets"),
  ]);
  const { vaultUrl, name, version } = parseKeyVaultSecretIdentifier(identifier);
  try {
    const client = new SecretClient(vaultUrl, new DefaultAzureCredential());
    const { value } = await client.getSecret(name, {
      ...(version === undefined ? {} : { version }),
      abortSignal: AbortSignal.timeout(LONGEST_MS),
    });
    return value ?? "";
  } catch (error) {
    throw new FleetError(`${explain(identifier, new URL(vaultUrl).host, error)}.`, { cause: error });
  }
}

/** https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
function explain(identifier: string, vault: string, error: unknown): string {
  const { name, message, statusCode } = clientError.parse(error);
  const said = oneLine(message);
  if (SIGN_IN_ERROR.test(name)) {
    return `nobody can be signed in to read ${identifier}; give the process a workload identity, a managed identity, AZURE_* variables or an az login (${said})`;
  }
  switch (statusCode) {
    case 403:
      return `the secret ${identifier} may not be read by who is signed in; enable it, or give them the role Key Vault Secrets User and let them through the vault's firewall (${said})`;
    case 404:
      return `the secret ${identifier} is not there; make it, or correct the name or the version (${said})`;
    case 429:
      return `the vault ${vault} asks for a pause; run the command again later (${said})`;
    default:
  }
  if (statusCode === undefined) {
    return `the vault ${vault} is not reachable; check its name, the network and the vault's firewall (${said})`;
  }
  return `the secret ${identifier} cannot be read; run the command again when the vault answers (${statusCode}: ${said})`;
}

/** The beginning of a message as a part of a sentence. */
function oneLine(message: string): string {
  return message.replaceAll(/\s+/g, " ").trim().replace(/\.$/, "").slice(0, 300);
}
