/**
 * The Pulumi engine's language host for Node.js, for an engine that came without one: a build from source has none,
 * because Pulumi publishes it with its own releases only. The engine starts it as `pulumi-language-nodejs [flags]
 * ENGINE`, reads the port from the first line of stdout and calls the gRPC service `pulumirpc.LanguageRuntime`.
 */
import grpc from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { orphaned } from "./orphan.ts";
import { languageRuntime } from "./service.ts";

const engineAddress = process.argv.at(-1) ?? "";
const running = new AbortController();
const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(
  languageGrpc.LanguageRuntimeService,
  languageRuntime({ engineAddress, node: process.execPath, cancellation: running }),
);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});

orphaned(() => {
  running.abort();
  server.forceShutdown();
});
