import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { LanguageHostError } from "./error.ts";

/** The stream of `InstallDependencies`: npm's output as it comes. */
export type InstallCall = grpc.ServerWritableStream<
  language.InstallDependenciesRequest,
  language.InstallDependenciesResponse
>;

/**
 * Installs what a program or plug-in depends on, by `npm install` in its folder. A folder that has the SDK already, such as
 * one of an npm workspace, is left alone.
 *
 * @throws {LanguageHostError} when npm cannot be started or fails.
 */
export async function installDependencies(call: InstallCall): Promise<void> {
  const folder = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  if (!hasSdk(folder)) await npmInstall(folder, call);
  call.end();
}

function hasSdk(folder: string): boolean {
  try {
    createRequire(path.join(folder, "package.json")).resolve("@pulumi/pulumi");
    return true;
  } catch {
    return false;
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
