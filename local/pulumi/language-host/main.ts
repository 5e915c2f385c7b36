/**
 * The Pulumi engine's language host for Node.js, for an engine that came without one: a build from source has none,
 * because Pulumi publishes it with its own releases only. The engine starts it as `pulumi-language-nodejs [flags]
 * ENGINE`, reads the port from the first line of stdout and calls the gRPC service `pulumirpc.LanguageRuntime`.
 */
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import { whenEngineEnds } from "../../../provider/runtime/server/engine-ends.ts";
import { listen } from "../../../provider/runtime/server/listen.ts";
import { languageRuntime } from "./service.ts";

const engineAddress = process.argv.at(-1) ?? "";
const running = new AbortController();
const server = await listen(
  languageGrpc.LanguageRuntimeService,
  languageRuntime({ engineAddress, node: process.execPath, cancellation: running }),
);
whenEngineEnds(() => {
  running.abort();
  server.stop();
});
// Last: the engine may end as soon as it knows the port.
console.log(server.port);
