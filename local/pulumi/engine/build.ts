import { cacheFolder } from "../../cache.ts";
import type { GoProgram } from "../../go/build.ts";

/** The version that go.mod pins. */
export const BUILT_VERSION = "3.259.0";

/** The kit's own build of the engine. */
export const engineProgram: GoProgram = {
  title: `the Pulumi engine ${BUILT_VERSION}`,
  duration: "about 4 minutes on 2 cores",
  executable: "pulumi",
  module: import.meta.dirname,
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  flags: [
    "-buildvcs=false",
    "-tags=osusergo,grpcnotrace",
    `-ldflags=-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${BUILT_VERSION}`,
  ],
  cache: cacheFolder(),
  searchPath: process.env["PATH"] ?? "",
};
