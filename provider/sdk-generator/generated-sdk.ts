import { readFile } from "node:fs/promises";
import { format, type FormatConfig } from "oxfmt";
import { PACKAGE } from "../package.ts";
import { packageSchema } from "../runtime/schema/package-schema.ts";
import { sdkFiles } from "./sdk.ts";

export const SDK_FOLDER = new URL("../sdk/generated/", import.meta.url).pathname;

/** The files of the SDK as they belong into {@link SDK_FOLDER}, by name. */
export async function generatedSdk(): Promise<Map<string, string>> {
  const configuration = await readFile(new URL("../../.oxfmtrc.json", import.meta.url), "utf8");
  const options = JSON.parse(configuration) as FormatConfig;
  const files = new Map<string, string>();
  for (const [name, text] of sdkFiles(packageSchema(PACKAGE))) {
    const { code, errors } = await format(name, text, options);
    if (errors.length > 0)
      throw new SyntaxError(`${name}: ${errors.map(({ message }) => message).join(", ")}`);
    files.set(name, code);
  }
  return files;
}
