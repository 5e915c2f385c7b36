import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { z } from "zod";
import { LanguageHostError } from "./error.ts";

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The stream of `InstallDependencies`: npm's output as it comes. */
export type InstallCall = grpc.ServerWritableStream<
  language.InstallDependenciesRequest,
  language.InstallDependenciesResponse
>;

/**
 * Installs what a program or plug-in depends on, by `npm install` in its folder. A folder that has everything already,
 * such as one of an npm workspace, is left alone.
 *
 * @throws {LanguageHostError} when npm cannot be started or fails.
 */
export async function installDependencies(call: InstallCall): Promise<void> {
  const folder = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  if (!(await hasDependencies(folder))) await npmInstall(folder, call);
  call.end();
}

/**
 * Whether what package.json depends on is in a node_modules where Node looks for it; which version is npm's affair. A
 * `file:` is never taken for there: it may name a folder that was generated anew and has nothing installed.
 */
async function hasDependencies(folder: string): Promise<boolean> {
  const file = path.join(folder, "package.json");
  const text = await readFile(file, "utf8").catch(() => "");
  const parsed = manifest.safeParse(parseJson(text));
  if (!parsed.success) return false;
  const places = createRequire(file).resolve.paths("any") ?? [];
  return Object.entries(parsed.data.dependencies).every(
    ([name, wanted]) =>
      !wanted.startsWith("file:") && places.some((place) => existsSync(path.join(place, name))),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function npmInstall(folder: string, call: InstallCall): Promise<void> {
  const npm = spawn("npm", ["install", "--loglevel", "error"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  call.once("cancelled", () => npm.kill("SIGTERM"));
  npm.stdout.on("data", (chunk: Buffer) =>
    call.write(new language.InstallDependenciesResponse().setStdout(chunk)),
  );
  npm.stderr.on("data", (chunk: Buffer) =>
    call.write(new language.InstallDependenciesResponse().setStderr(chunk)),
  );
  try {
    await once(npm, "close");
  } catch (error) {
    throw new LanguageHostError("npm could not be started", { cause: error });
  }
  if (npm.exitCode !== 0) throw new LanguageHostError(`npm install failed in ${folder}`);
}
