/**
 * The engine starts it as `pulumi-resource-azuread ENGINE`, with its own gRPC address, and reads the port from the first
 * line of stdout.
 */
import { orphaned } from "../../pulumi/language-host/orphan.ts";
import { startServer } from "./server.ts";

const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const server = await startServer({ environment: process.env }, engineAddress);
console.log(server.port);
orphaned(() => {
  server.stop();
  process.exit(0);
});
