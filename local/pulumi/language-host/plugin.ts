import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { LanguageHostError } from "./error.ts";
import type { HostOptions } from "./service.ts";

/** The SDK's runner for each kind of plug-in that can be written in Node.js. */
const RUNNERS: Readonly<Record<string, string>> = {
  analyzer: "@pulumi/pulumi/cmd/run-policy-pack",
  resource: "@pulumi/pulumi/cmd/run-plugin",
};

/** The stream of `RunPlugin`: output as it comes, the exit code at the end. */
export type PluginCall = grpc.ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>;

/**
 * Runs a policy pack or a provider whose folder holds a `PulumiPolicy.yaml` or `PulumiPlugin.yaml`, in a Node process of its
 * own that ends with the call.
 *
 * @throws {LanguageHostError} when the SDK runs no plug-in of that kind, or the plug-in's folder has no SDK.
 */
export async function runPlugin(call: PluginCall, { node, cancellation }: HostOptions): Promise<void> {
  const { request } = call;
  const folder = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const args = request.getArgsList();
  // The runner of policy packs wants the folder last, the one of providers first.
  const inOrder = request.getKind() === "analyzer" ? [...args, folder] : [folder, ...args];
  const child = spawn(node, [runnerOf(request.getKind(), folder), ...inOrder], {
    // The runners read package.json and tsconfig.json of their working directory and mean the plug-in's.
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environmentOf(request.getEnvList()) },
  });
  const end = () => child.kill("SIGTERM");
  call.once("cancelled", end);
  cancellation.signal.addEventListener("abort", end, { once: true });
  child.stdout.on("data", (chunk: Buffer) => call.write(new language.RunPluginResponse().setStdout(chunk)));
  child.stderr.on("data", (chunk: Buffer) => call.write(new language.RunPluginResponse().setStderr(chunk)));
  try {
    await once(child, "close");
  } catch (error) {
    throw new LanguageHostError(`${node} could not be started`, { cause: error });
  } finally {
    cancellation.signal.removeEventListener("abort", end);
  }
  call.write(new language.RunPluginResponse().setExitcode(child.exitCode ?? 1));
  call.end();
}

function runnerOf(kind: string, folder: string): string {
  const runner = RUNNERS[kind];
  if (runner === undefined) throw new LanguageHostError(`There is no plug-in of kind "${kind}" in Node.js.`);
  try {
    return createRequire(path.join(folder, "package.json")).resolve(runner);
  } catch (error) {
    throw new LanguageHostError(`${folder} has no @pulumi/pulumi; run npm install there before the engine.`, {
      cause: error,
    });
  }
}

function environmentOf(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
