import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

/** A provider plugin that the program's SDK packages ask for. */
export interface RequiredPackage {
  readonly name: string;
  readonly version: string;
  /** Where the plugin is downloaded from; empty for Pulumi's own place. */
  readonly server: string;
}

const manifestSchema = z.object({
  version: z.string().default(""),
  dependencies: z.record(z.string(), z.string()).default({}),
  pulumi: z
    .object({
      resource: z.boolean().default(false),
      name: z.string().optional(),
      version: z.string().optional(),
      server: z.string().default(""),
    })
    .optional(),
});

/**
 * The plugins behind the SDK packages that the program's package.json names: those whose own package.json says
 * `pulumi.resource`. With it the engine takes the version that the SDK was made for.
 */
export async function requiredPackages(programDirectory: string): Promise<RequiredPackage[]> {
  const own = path.join(programDirectory, "package.json");
  const program = await manifest(own);
  if (!program) return [];
  const require = createRequire(own);
  const found = await Promise.all(
    Object.keys(program.dependencies).map(async (name) => {
      const sdk = await manifest(resolved(require, `${name}/package.json`));
      if (!sdk?.pulumi?.resource) return [];
      const { pulumi } = sdk;
      return {
        name: pulumi.name ?? name.replace(/^@pulumi\//, ""),
        version: pulumi.version ?? sdk.version,
        server: pulumi.server,
      };
    }),
  );
  return found.flat();
}

/** A package may hide its package.json behind `exports`; no Pulumi SDK does. */
function resolved(require: NodeJS.Require, specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}

async function manifest(file: string | undefined): Promise<z.infer<typeof manifestSchema> | undefined> {
  if (file === undefined) return undefined;
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}
