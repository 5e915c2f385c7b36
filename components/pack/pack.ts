/** `npm run pack [-- FOLDER]`: makes the npm package `@entra-scim-kit/pulumi` and prints the tarball's path. */
import path from "node:path";
import { packKit } from "./package.ts";

console.log(await packKit(path.resolve(process.argv[2] ?? ".")));
