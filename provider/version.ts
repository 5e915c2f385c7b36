import { readFileSync } from "node:fs";
import { z } from "zod";

const manifest: unknown = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));

/** The provider's version is that of the workspace it lives in. */
export const VERSION = z.object({ version: z.string() }).parse(manifest).version;
