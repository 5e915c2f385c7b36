import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { Plugin } from "../plugin.ts";
import { whenEngineEnds } from "./engine-ends.ts";
import { connectEngineLog } from "./engine-log.ts";
import { listen } from "./listen.ts";
import { providerService } from "./provider-service.ts";

/**
 * Runs a plug-in as the process that the engine starts: `pulumi-resource-NAME [flags] ENGINE`. The engine gives its own
 * gRPC address and reads the port from the first line of stdout.
 */
export async function servePlugin<Context>(plugin: Plugin<Context>): Promise<void> {
  const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
  const service = providerService(plugin, connectEngineLog(engineAddress));
  const { port } = await listen(providerGrpc.ResourceProviderService, service);
  whenEngineEnds(() => process.exit(0));
  // Last: the engine may end as soon as it knows the port.
  process.stdout.write(`${port}\n`);
}
