import { writeFileSync } from "node:fs";
import { editorSchemas } from "./schemas.ts";

/** Writes fleet/editor/*.schema.json. */
for (const [name, text] of Object.entries(editorSchemas())) {
  writeFileSync(new URL(name, import.meta.url), text);
}
