/** Writes docs/reference anew: `npm run reference`. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { reference, REFERENCE_FOLDER } from "./reference.ts";

const pages = await reference();
await rm(REFERENCE_FOLDER, { recursive: true, force: true });
await mkdir(REFERENCE_FOLDER);
for (const [name, text] of pages) await writeFile(path.join(REFERENCE_FOLDER, name), text);
console.log(`${REFERENCE_FOLDER}: ${pages.size} pages`);
// The components' SDKs keep the process alive.
process.exit();
