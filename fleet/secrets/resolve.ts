import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Customer } from "../customers/customer.ts";
import type { SecretReference } from "../customers/secret-reference.ts";
import { FleetError } from "../error.ts";
import { keyVaultSecret } from "./key-vault.ts";
import { placeOf } from "./place.ts";

/** Where references lead. */
export interface SecretSources {
  /** Relative file names start here. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The secret that a customer's setting refers to; undefined for one that Pulumi ESC gives to the engine itself.
 *
 * @param at path of the setting in the customer's entry, such as `["config", "endpoint", "token"]`
 * @throws {FleetError} when there is none: where it is referred to, why, and what to do
 */
export async function secretOf(
  customer: Pick<Customer, "name" | "places">,
  at: readonly (string | number)[],
  reference: SecretReference,
  sources: SecretSources,
): Promise<string | undefined> {
  try {
    return await follow(reference, sources);
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    throw new FleetError(`${placeOf(customer, at)}: ${error.message}`, { cause: error });
  }
}

async function follow(
  reference: SecretReference,
  { folder, environment }: SecretSources,
): Promise<string | undefined> {
  if ("fromEsc" in reference) return undefined;
  if ("fromKeyVault" in reference) return filled(await keyVaultSecret(reference.fromKeyVault), reference);
  if ("fromEnvironment" in reference) return filled(environment[reference.fromEnvironment] ?? "", reference);
  const file = path.resolve(folder, reference.fromFile);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = missing ? "is not there; put the secret into it" : `cannot be read: ${String(error)}`;
    throw new FleetError(`the file ${file} ${why}.`, { cause: error });
  });
  return filled(text.trim(), reference);
}

function filled(value: string, reference: SecretReference): string {
  if (value !== "") return value;
  throw new FleetError(
    "fromEnvironment" in reference
      ? `the environment variable ${reference.fromEnvironment} is not set; set it for the process that deploys.`
      : `the secret ${Object.values(reference).join("")} is empty; put its value there.`,
  );
}
