import { exitWithEngine, startServer } from "./runtime/server/server.ts";

// The engine starts the plug-in with its own address as the first argument that is no option, and reads the port from
// the first line of the output.
const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-"));
const { port } = await startServer({ engineAddress });
process.stdout.write(`${port}\n`);
if (engineAddress !== undefined) exitWithEngine();
