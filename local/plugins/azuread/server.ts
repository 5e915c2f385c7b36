import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Provider, type ProviderOptions } from "./provider.ts";
import { providerService } from "./service.ts";

export interface RunningServer {
  readonly port: number;
  stop(): void;
}

/**
 * Serves the stand-in on a free port of 127.0.0.1.
 *
 * @param engineAddress `host:port` of the engine; without it, messages go nowhere
 */
export async function startServer(
  options: ProviderOptions,
  engineAddress: string | undefined,
): Promise<RunningServer> {
  // The engine's own limit for messages.
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 2 ** 20 });
  const provider = new Provider(options);
  server.addService(providerGrpc.ResourceProviderService, providerService(provider, engineAddress));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    port,
    stop: () => {
      provider.cancel();
      server.forceShutdown();
    },
  };
}
