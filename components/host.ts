import { main } from "@pulumi/pulumi/provider/index.js";
import { Components } from "./component-provider.ts";

await main(new Components(), process.argv.slice(2));
