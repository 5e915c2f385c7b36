import grpc from "@grpc/grpc-js";

/** The engine's own limit for messages; state with a large schema must fit. */
const MAX_MESSAGE = 400 * 1024 * 1024;

/** A gRPC server that listens. */
export interface Listening {
  readonly port: number;
  /** Breaks off what is under way. */
  stop(): void;
}

/** Serves one gRPC service on a free port of 127.0.0.1. */
export async function listen(
  definition: grpc.ServiceDefinition,
  implementation: grpc.UntypedServiceImplementation,
): Promise<Listening> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE });
  server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return { port, stop: () => server.forceShutdown() };
}
