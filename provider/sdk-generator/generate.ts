/** Writes the TypeScript SDK anew: `npm run sdk -w @entra-scim-kit/provider`. */
import { readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { generatedSdk, SDK_FOLDER } from "./generated-sdk.ts";

const files = await generatedSdk();
for (const name of await readdir(SDK_FOLDER)) {
  if (name.endsWith(".ts") && !files.has(name)) await rm(path.join(SDK_FOLDER, name));
}
for (const [name, text] of files) await writeFile(path.join(SDK_FOLDER, name), text);
console.log(`${SDK_FOLDER}: ${files.size} files`);
