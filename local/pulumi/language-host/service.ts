import type { Writable } from "node:stream";
import grpc from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { unary } from "../../../provider/runtime/server/unary.ts";
import { generatePackage } from "./generate.ts";
import { installDependencies } from "./install.ts";
import { linkPackages } from "./link.ts";
import { requiredPackages } from "./packages.ts";
import { runPlugin } from "./plugin.ts";
import { runProgram } from "./program.ts";

/** What the host knows before the first call. */
export interface HostOptions {
  /** gRPC address of the engine, `127.0.0.1:PORT`. */
  readonly engineAddress: string;
  /** The Node executable that runs programs. */
  readonly node: string;
  /** Aborted by `Cancel`: running programs are ended. */
  readonly cancellation: AbortController;
}

/**
 * Only what `up`, `preview`, `refresh`, `destroy`, policy packs and `package add` call; the rest answers UNIMPLEMENTED,
 * which the engine expects of a host.
 */
type Served = Pick<
  ILanguageRuntimeServer,
  | "handshake"
  | "getPluginInfo"
  | "getRequiredPackages"
  | "getProgramDependencies"
  | "run"
  | "runPlugin"
  | "installDependencies"
  | "generatePackage"
  | "link"
  | "about"
  | "cancel"
  | "runtimeOptionsPrompts"
>;

/** The methods of `pulumirpc.LanguageRuntime`. */
export function languageRuntime(options: HostOptions): Served & grpc.UntypedServiceImplementation {
  return {
    handshake: method(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: method(() => new pluginPb.PluginInfo().setVersion("0.1.0")),
    getRequiredPackages: method(async (request: language.GetRequiredPackagesRequest) => {
      const packages = await requiredPackages(request.getInfo()?.getProgramDirectory() ?? "");
      return new language.GetRequiredPackagesResponse().setPackagesList(
        packages.map(({ name, version, server }) =>
          new pluginPb.PackageDependency()
            .setName(name)
            .setKind("resource")
            .setVersion(version)
            .setServer(server),
        ),
      );
    }),
    getProgramDependencies: method(() => new language.GetProgramDependenciesResponse()),
    run: method(async (request: language.RunRequest) => {
      const outcome = await runProgram(request, options);
      return new language.RunResponse().setBail(outcome.bail).setError(outcome.error);
    }),
    runPlugin: (call) => void endingWith(call, runPlugin(call, options)),
    installDependencies: (call) => void endingWith(call, installDependencies(call)),
    generatePackage: method((request: language.GeneratePackageRequest) =>
      generatePackage(request, options.cancellation.signal),
    ),
    link: method(linkPackages),
    about: method(() =>
      new language.AboutResponse().setExecutable(options.node).setVersion(process.versions.node),
    ),
    cancel: method(() => {
      options.cancellation.abort();
      return new emptyPb.Empty();
    }),
    runtimeOptionsPrompts: method(() => new language.RuntimeOptionsResponse()),
  };
}

function method<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return unary(answer, statusOf);
}

function statusOf(error: unknown): Partial<grpc.StatusObject> {
  return {
    code: grpc.status.UNKNOWN,
    details: error instanceof Error ? error.message : String(error),
  };
}

/** Ends a stream with the error of the work that writes it. */
async function endingWith(stream: Writable, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    // Not destroy(): a destroyed stream sends no status, and the engine would wait for ever.
    stream.emit("error", statusOf(error));
  }
}
