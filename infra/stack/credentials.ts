import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import type { ProviderArgs } from "../../provider/sdk/index.ts";

/**
 * Who deploys, and to which tenant, as the stack's `azuread:` settings say: our provider takes the same, so that there
 * is one login. What is left out, both providers read from the same environment variables.
 */
export function azureadCredentials(): ProviderArgs {
  const config = new pulumi.Config("azuread");
  const text = ["tenantId", "clientId", "clientCertificatePath", "environment", "metadataHost"] as const;
  const paths = ["oidcTokenFilePath", "oidcRequestUrl"] as const;
  const secrets = ["clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"] as const;
  const flags = ["useOidc", "useMsi", "useCli"] as const;
  const given = [
    ...[...text, ...paths].map((key) => [key, config.get(key)] as const),
    ...secrets.map((key) => [key, config.getSecret(key)] as const),
    ...flags.map((key) => [key, config.getBoolean(key)] as const),
  ];
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The cloud, as azuread takes it: its setting `environment`, else the variable. Undefined for the public one. */
export function cloudEnvironment(): string | undefined {
  return new pulumi.Config("azuread").get("environment") ?? process.env["ARM_ENVIRONMENT"];
}
