/**
 * The engine starts it as `pulumi-resource-kubernetes ENGINE`, with its own gRPC address, and reads the port from the
 * first line of stdout.
 */
import { listen } from "../../../provider/runtime/server/listen.ts";
import { orphaned } from "../../pulumi/language-host/orphan.ts";
import { providerService } from "./service.ts";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const { port } = await listen(providerService(engineAddress));
console.log(port);
orphaned(() => process.exit(0));
