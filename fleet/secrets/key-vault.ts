import { FleetError } from "../error.ts";

/**
 * The value of a secret in Azure Key Vault, signed in by what the process has: workload identity, managed identity,
 * environment or `az login`.
 *
 * @param identifier `https://VAULT.vault.azure.net/secrets/NAME`, with or without a version
 * @throws {FleetError} when it cannot be read, with the service's own reason
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
    const { value } = await client.getSecret(name, version === undefined ? {} : { version });
    return value ?? "";
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new FleetError(`The secret ${identifier} cannot be read: ${reason}`, { cause: error });
  }
}
