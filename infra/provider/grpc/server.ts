import { fstatSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { FUNCTIONS, RESOURCES } from "../registry.ts";
import { packageSchema } from "../schema/package-schema.ts";
import { Session } from "../session.ts";
import { VERSION } from "../version.ts";
import { connectEngineLog } from "./engine-log.ts";
import { providerService } from "./service.ts";

export interface RunningServer {
  readonly port: number;
  stop(): void;
}

export interface ServerOptions {
  /** `host:port` of the engine; without it, messages go nowhere. */
  readonly engineAddress?: string | undefined;
  readonly session?: Session;
}

/** Serves the provider on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  // The engine's own limit; state with a large schema must fit.
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  const session = options.session ?? new Session(process.env);
  const service = providerService({
    version: VERSION,
    schema: () => JSON.stringify(packageSchema()),
    resources: RESOURCES,
    functions: FUNCTIONS,
    session,
    connectLog: connectEngineLog,
    log: connectEngineLog(options.engineAddress),
  });
  server.addService(providerGrpc.ResourceProviderService, service);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    stop: () => {
      session.cancel();
      server.forceShutdown();
    },
  };
}

/**
 * Ends the process when the engine is gone. The engine holds the other end of our standard input, which closes even
 * when it is killed.
 */
export function exitWithEngine(): void {
  if (!fstatSync(0).isFIFO() && !fstatSync(0).isSocket()) return;
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
}
