import { cacheFolder } from "../../cache.ts";
import type { GoProgram } from "../../go/build.ts";

/** The version that go.mod pins. */
export const YAML_VERSION = "1.25.0";

/** Pulumi's own language host for YAML, `pulumi-language-yaml`. */
export const yamlHostProgram: GoProgram = {
  title: `Pulumi's language host for YAML ${YAML_VERSION}`,
  duration: "about 2 minutes on 2 cores",
  executable: "pulumi-language-yaml",
  module: import.meta.dirname,
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  flags: [
    "-buildvcs=false",
    `-ldflags=-X github.com/pulumi/pulumi-yaml/pkg/version.Version=v${YAML_VERSION}`,
  ],
  cache: cacheFolder(),
  searchPath: process.env["PATH"] ?? "",
};
