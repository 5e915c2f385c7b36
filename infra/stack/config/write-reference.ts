import { writeFileSync } from "node:fs";
import { configurationReference } from "./reference.ts";

/** Writes docs/configuration.md. */
writeFileSync(new URL("../../../docs/configuration.md", import.meta.url), configurationReference());
