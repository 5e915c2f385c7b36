import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startPostgres } from "../../local/postgres/server.ts";

/** Where a server of our own keeps its files and how it is set; neither matters for the one that `DATABASE_URL` names. */
export interface DatabaseServerOptions {
  /** Folder to make a temporary one in; the system's own for such when left out. */
  readonly parent?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * The PostgreSQL that `DATABASE_URL` names or else an embedded one, which ends and leaves nothing behind with the stack.
 *
 * @returns a connection string that may create databases.
 */
export async function databaseServer(
  stack: AsyncDisposableStack,
  options: DatabaseServerOptions = {},
): Promise<string> {
  const given = process.env["DATABASE_URL"];
  if (given !== undefined && given !== "") return given;
  const folder = await mkdtemp(path.join(options.parent ?? os.tmpdir(), "entra-scim-kit-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // The server runs as another account where this runs as root; that account must be able to pass through.
  await chmod(folder, 0o711);
  const server = await startPostgres({
    folder: path.join(folder, "postgres"),
    ...(options.settings ? { settings: options.settings } : {}),
  });
  stack.defer(() => server.stop());
  return server.url;
}
