import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { PROVIDER_SETTINGS, type ProviderArgs } from "../../provider/sdk/index.ts";

/**
 * Who deploys, and to which tenant, as the stack's `azuread:` settings say: the kit's provider takes the same, so that
 * there is one login. What is left out, both providers read from the same environment variables.
 */
export function azureadCredentials(): ProviderArgs {
  const config = new pulumi.Config("azuread");
  const given = PROVIDER_SETTINGS.map(({ name, type, secret }) => {
    if (type === "boolean") return [name, config.getBoolean(name)] as const;
    return [name, secret ? config.getSecret(name) : config.get(name)] as const;
  });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The cloud, as azuread takes it: its setting `environment`, else the variable. Undefined for the public one. */
export function cloudEnvironment(): string | undefined {
  return new pulumi.Config("azuread").get("environment") ?? process.env["ARM_ENVIRONMENT"];
}
