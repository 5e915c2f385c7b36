import { servePlugin } from "../../../provider/runtime/server/serve.ts";
import { kubernetes } from "./plugin.ts";

await servePlugin(kubernetes(process.env));
