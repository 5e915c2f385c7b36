/**
 * The engine starts it as `pulumi-resource-kubernetes ENGINE`, with its own gRPC address, and reads the port from the
 * first line of stdout.
 */
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { orphaned } from "../../language-host/orphan.ts";
import { providerService } from "./service.ts";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
// The engine's own limit for messages.
const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 2 ** 20 });
server.addService(providerGrpc.ResourceProviderService, providerService(engineAddress));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(port);
});
orphaned(() => process.exit(0));
