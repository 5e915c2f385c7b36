import { createHash } from "node:crypto";
import path from "node:path";
import { othersMayEnter, serverAccount } from "./binaries.ts";

/** Kept across restarts of the machine, unlike the temporary folder. */
const SHARED = "/var/tmp";

/**
 * Where a cluster can live that shall live at `preferred`: there, unless the server runs as another account that cannot
 * get there, as for root with a checkout under `/root`. Then a folder of its own in `/var/tmp`, always the same one.
 */
export async function serverFolder(preferred: string): Promise<string> {
  if (!serverAccount() || (await othersMayEnter(path.dirname(preferred)))) return preferred;
  const name = createHash("sha256").update(preferred).digest("hex").slice(0, 12);
  return path.join(SHARED, `entra-scim-kit-${name}`);
}
