import { spawn } from "node:child_process";
import { once } from "node:events";
import { buffer, text } from "node:stream/consumers";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { buildProgram } from "../../go/build.ts";
import { openTerminal } from "../../terminal.ts";
import { sdkGeneratorProgram } from "../codegen/build.ts";
import { LanguageHostError } from "./error.ts";

/**
 * Writes a package's SDK into the request's folder, by Pulumi's own generator. What is wrong with the schema is in the
 * response's diagnostics.
 *
 * @throws {LanguageHostError} when the machine has no Go, which builds the generator once, or the generator fails.
 * @throws {GoBuildError} when Go fails.
 */
export async function generatePackage(
  request: language.GeneratePackageRequest,
  signal: AbortSignal,
): Promise<language.GeneratePackageResponse> {
  const generator = await buildProgram(sdkGeneratorProgram, openTerminal(), signal);
  if (generator === undefined) {
    throw new LanguageHostError(
      "Go builds the generator of SDKs: install Go 1.26 or newer, or the pulumi CLI, which has one.",
    );
  }
  const child = spawn(generator, { stdio: ["pipe", "pipe", "pipe"], signal });
  child.stdin.end(request.serializeBinary());
  const [answered, complaint] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  if (child.exitCode !== 0) throw new LanguageHostError(`no SDK could be generated: ${complaint.trim()}`);
  return language.GeneratePackageResponse.deserializeBinary(answered);
}
