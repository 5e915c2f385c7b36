import os from "node:os";
import path from "node:path";

/** Where built and fetched programs are kept across checkouts: `$XDG_CACHE_HOME/entra-scim-kit` or `~/.cache/…`. */
export function cacheFolder(): string {
  return path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "entra-scim-kit");
}
