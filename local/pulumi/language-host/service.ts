import { callbackify } from "node:util";
import grpc from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
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
 * Only what `up`, `preview`, `refresh`, `destroy` and policy packs call; the rest answers UNIMPLEMENTED, which the engine
 * expects of a host.
 */
type Served = Pick<
  ILanguageRuntimeServer,
  | "handshake"
  | "getPluginInfo"
  | "getRequiredPackages"
  | "getProgramDependencies"
  | "run"
  | "runPlugin"
  | "about"
  | "cancel"
  | "runtimeOptionsPrompts"
>;

/** The methods of `pulumirpc.LanguageRuntime`. */
export function languageRuntime(options: HostOptions): Served & grpc.UntypedServiceImplementation {
  return {
    handshake: (_call, callback) => callback(null, new language.LanguageHandshakeResponse()),
    getPluginInfo: (_call, callback) => callback(null, new pluginPb.PluginInfo().setVersion("0.1.0")),
    getRequiredPackages: (call, callback) =>
      answer(callback, async () => {
        const packages = await requiredPackages(call.request.getInfo()?.getProgramDirectory() ?? "");
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
    getProgramDependencies: (_call, callback) =>
      callback(null, new language.GetProgramDependenciesResponse()),
    run: (call, callback) =>
      answer(callback, async () => {
        const outcome = await runProgram(call.request, options);
        return new language.RunResponse().setBail(outcome.bail).setError(outcome.error);
      }),
    runPlugin: (call) => {
      runPlugin(call, options).catch((error: unknown) => {
        call.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    },
    about: (_call, callback) =>
      callback(
        null,
        new language.AboutResponse().setExecutable(options.node).setVersion(process.versions.node),
      ),
    cancel: (_call, callback) => {
      options.cancellation.abort();
      callback(null, new emptyPb.Empty());
    },
    runtimeOptionsPrompts: (_call, callback) => callback(null, new language.RuntimeOptionsResponse()),
  };
}

function answer<T>(callback: grpc.sendUnaryData<T>, work: () => Promise<T>): void {
  callbackify(work)((error, value) => {
    if (error) callback({ code: grpc.status.UNKNOWN, details: error.message });
    else callback(null, value);
  });
}
