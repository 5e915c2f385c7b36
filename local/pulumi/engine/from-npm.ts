import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import type { Terminal } from "../../terminal.ts";
import { whyUnreachable } from "./reachable.ts";
import { engineVersion } from "./version.ts";

/** Where the npm package `pulumi` downloads its install script from. */
const DOWNLOAD_ORIGIN = "https://get.pulumi.com";
/** The archive has some 100 MB. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** The engine, or why there is none by this way. */
export type NpmEngine =
  | { readonly command: string; readonly version: string }
  | { readonly unavailable: string };

/**
 * The engine by the npm package `pulumi`, which downloads Pulumi's release into `~/.pulumi/versions` at the first call.
 * A machine that cannot reach the download is told so within seconds.
 */
export async function engineFromNpm(
  terminal: Terminal,
  download: { readonly origin: string } = { origin: DOWNLOAD_ORIGIN },
): Promise<NpmEngine> {
  const require = createRequire(import.meta.url);
  const { version } = z.object({ version: z.string() }).parse(require("pulumi/package.json"));
  const { cacheDir }: { cacheDir: (version: string) => string } = require("pulumi/lib/cache.js");
  const command = path.join(cacheDir(version), "bin", "pulumi");
  const present = await engineVersion(command);
  if (present) return { command, version: present };

  const reason = await whyUnreachable(download.origin);
  if (reason) return { unavailable: `${download.origin} cannot be reached (${reason})` };
  const step = terminal.step(`Downloading the Pulumi engine ${version} (about 100 MB)`);
  const child = spawn(process.execPath, [require.resolve("pulumi/run.js"), "version"], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const downloaded = code === 0 ? await engineVersion(command) : undefined;
  if (downloaded) {
    step.done();
    return { command, version: downloaded };
  }
  step.failed();
  return { unavailable: `the download failed: ${errors.trim().split("\n").at(-1) ?? `exit code ${code}`}` };
}
