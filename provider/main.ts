import { entraProvisioning } from "./plugin.ts";
import { servePlugin } from "./runtime/server/serve.ts";

await servePlugin(entraProvisioning(process.env));
