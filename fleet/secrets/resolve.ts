import { readFile } from "node:fs/promises";
import path from "node:path";
import type { SecretReference } from "../customers/secret-reference.ts";
import { FleetError } from "../error.ts";
import { keyVaultSecret } from "./key-vault.ts";

/** Where references lead. */
export interface SecretSources {
  /** Relative file names start here. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The secret that a reference names; undefined for one that Pulumi ESC gives to the engine itself.
 *
 * @throws {FleetError} when there is none
 */
export async function resolveSecret(
  reference: SecretReference,
  { folder, environment }: SecretSources,
): Promise<string | undefined> {
  if ("fromEsc" in reference) return undefined;
  if ("fromKeyVault" in reference) return filled(await keyVaultSecret(reference.fromKeyVault), reference);
  if ("fromEnvironment" in reference) return filled(environment[reference.fromEnvironment] ?? "", reference);
  const file = path.resolve(folder, reference.fromFile);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const why = missing ? "is not there" : `cannot be read: ${String(error)}`;
    throw new FleetError(`The file ${file} of a secret ${why}.`, { cause: error });
  });
  return filled(text.trim(), reference);
}

function filled(value: string, reference: SecretReference): string {
  if (value !== "") return value;
  throw new FleetError(
    "fromEnvironment" in reference
      ? `The environment variable ${reference.fromEnvironment} is not set.`
      : `The secret ${Object.values(reference).join("")} is empty.`,
  );
}
