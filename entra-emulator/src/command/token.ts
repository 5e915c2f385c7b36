import { readFile } from "node:fs/promises";
import { EmulatorError } from "../error.ts";
import type { CommandOptions } from "./options.ts";

/**
 * The target's bearer token: of `--token-file`, else of `--token`, else of `ENTRA_SCIM_TOKEN`.
 * @throws {EmulatorError} when there is none, or the file cannot be read
 */
export async function readToken(
  { token, tokenFile }: Pick<CommandOptions, "token" | "tokenFile">,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (tokenFile !== undefined) return fromFile(tokenFile);
  const given = token ?? environment["ENTRA_SCIM_TOKEN"] ?? "";
  if (given === "") {
    throw new EmulatorError(
      "The target needs a bearer token: set ENTRA_SCIM_TOKEN, or give --token-file FILE.",
    );
  }
  return given;
}

async function fromFile(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new EmulatorError(
      `The token file ${file} cannot be read: ${error instanceof Error ? error.message : ""}`,
    );
  }
  const token = text.trim();
  if (token === "") throw new EmulatorError(`The token file ${file} is empty.`);
  return token;
}
