import { cacheFolder } from "../../cache.ts";
import type { GoProgram } from "../../go/build.ts";

/** Pulumi's own generator of SDKs for Node.js, in the engine's version, as a command. */
export const sdkGeneratorProgram: GoProgram = {
  title: "Pulumi's generator of SDKs for Node.js",
  duration: "about 1 minute on 2 cores",
  executable: "nodejs-sdk",
  module: import.meta.dirname,
  package: ".",
  flags: ["-buildvcs=false", "-tags=osusergo,grpcnotrace"],
  cache: cacheFolder(),
  searchPath: process.env["PATH"] ?? "",
};
