import { readFileSync } from "node:fs";
import { z } from "zod";

const manifest = z
  .object({ license: z.string(), repository: z.url({ protocol: /^https$/ }) })
  .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")));

/** What the schema of every package of the kit says of its origin; the root's package.json declares it. */
export const publication = {
  homepage: manifest.repository,
  /** SPDX identifier. */
  license: manifest.license,
  repository: manifest.repository,
  publisher: "entra-scim-kit",
} as const;

/**
 * How a package's SDK is called in each language, in Pulumi's words. The SDK's version is the package's, so that it asks
 * the engine for the plug-in of its own version.
 *
 * @param name of the package, such as `entra-provisioning`
 * @param sdk what the SDK is called where the publisher's name stands before it
 */
export function languages({ name, sdk }: { readonly name: string; readonly sdk: string }) {
  const { host, pathname } = new URL(manifest.repository);
  return {
    nodejs: { packageName: `@entra-scim-kit/${sdk}`, respectSchemaVersion: true },
    python: {
      packageName: `entra-scim-kit-${sdk}`.replaceAll("-", "_"),
      respectSchemaVersion: true,
      pyproject: { enabled: true },
    },
    go: {
      importBasePath: `${host}${pathname}/sdk/go/${name.replaceAll("-", "")}`,
      respectSchemaVersion: true,
      generateResourceContainerTypes: true,
    },
    csharp: { rootNamespace: "EntraScimKit", respectSchemaVersion: true },
  } as const;
}
