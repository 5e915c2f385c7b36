import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../stack/config/error.ts";
import { readConfig } from "../stack/read-config.ts";

export const TOKEN = "a-very-secret-token";
export const TENANT = "11111111-2222-4333-8444-555555555555";

/**
 * Reads the configuration as the program would, from values as the engine hands them over; `undefined` takes out what is
 * there by itself, the tenant.
 */
export function read(values: Readonly<Record<string, unknown>>) {
  const given = Object.entries({ "azuread:tenantId": TENANT, ...values }).filter(
    ([, value]) => value !== undefined,
  );
  const texts = given.map(([key, value]) => [
    key.includes(":") ? key : `entra-scim:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(texts), ["entra-scim:endpoint"]);
  return readConfig();
}

/** The error of a configuration that has mistakes. */
export function mistakes(values: Readonly<Record<string, unknown>>): ConfigError {
  try {
    read(values);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("The configuration was taken as right.");
}

/** The smallest configuration that has none. */
export const smallest = { endpoint: { token: TOKEN }, assignments: { groups: ["SightCall Users"] } };

/** Lets the configuration of a stack be read in tests. */
export async function mockStack(): Promise<void> {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs, name }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs },
    "entra-scim",
    "dev",
  );
}
