import { servePlugin } from "../../../provider/runtime/server/serve.ts";
import { azuread } from "./plugin.ts";

await servePlugin(azuread(process.env));
