import { randomUUID } from "node:crypto";
import { access, chmod, copyFile, mkdir, realpath, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";

const NAME = "pulumi-language-nodejs";

/** Environment variables by which a checkout names its own Node and host to a cached engine that checkouts share. */
const NODE_VARIABLE = "ENTRA_SCIM_KIT_NODE";
const HOST_VARIABLE = "ENTRA_SCIM_KIT_LANGUAGE_HOST";

const host = path.resolve(import.meta.dirname, "..", "language-host", "main.ts");

/** Where Node keeps compiled code; the same folder as that of `npm run` and of the plug-ins' launchers. */
const compileCache = path.resolve(import.meta.dirname, "../../../node_modules/.cache/node-compile");

/** An engine that can run Node programs, and what its process needs in its environment for that. */
export interface HostedEngine {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Gives an engine that came without a language host the kit's own. The engine takes as its bundled host only a file
 * beside itself, so an engine from somebody else's folder is copied into the cache first.
 *
 * @param cache folder that is ours to write into
 */
export async function withLanguageHost(engine: string, cache: string): Promise<HostedEngine> {
  const real = await realpath(engine);
  const ours = path.dirname(path.dirname(real)) === (await realpath(cache).catch(() => cache));
  if (ours) return { command: real, env: await installLauncher(path.dirname(real)) };
  if (await exists(path.join(path.dirname(real), NAME))) return { command: engine, env: {} };

  const { size, mtimeMs } = await stat(real);
  const folder = path.join(cache, `adopted-${size}-${Math.floor(mtimeMs)}`);
  const copy = path.join(folder, "pulumi");
  if (!(await exists(copy))) {
    await mkdir(folder, { recursive: true });
    const partial = `${copy}.${randomUUID()}`;
    await copyFile(real, partial);
    await rename(partial, copy);
  }
  return { command: copy, env: await installLauncher(folder) };
}

/** The launcher prefers what the environment names, and otherwise starts the checkout that wrote it last. */
async function installLauncher(folder: string): Promise<Record<string, string>> {
  const launcher = path.join(folder, NAME);
  const partial = `${launcher}.${randomUUID()}`;
  await writeFile(
    partial,
    [
      "#!/bin/sh",
      `test -n "$${NODE_VARIABLE}" || ${NODE_VARIABLE}=${quoted(process.execPath)}`,
      `test -n "$${HOST_VARIABLE}" || ${HOST_VARIABLE}=${quoted(host)}`,
      `test -n "$NODE_COMPILE_CACHE" || NODE_COMPILE_CACHE=${quoted(compileCache)}`,
      "export NODE_COMPILE_CACHE",
      `exec "$${NODE_VARIABLE}" "$${HOST_VARIABLE}" "$@"`,
      "",
    ].join("\n"),
  );
  await chmod(partial, 0o755);
  await rename(partial, launcher);
  return { [NODE_VARIABLE]: process.execPath, [HOST_VARIABLE]: host };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
