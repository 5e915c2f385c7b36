import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { z } from "zod";

const sdkManifest = z.object({ name: z.string() });
const programManifest = z.record(z.string(), z.unknown());
const dependencies = z.record(z.string(), z.string()).default({});

/**
 * Makes generated SDKs dependencies of the program: each `file:` and its folder in the program's package.json. npm links
 * them when the engine has the dependencies installed next.
 *
 * @returns for the person at the command line: how to import them.
 */
export async function linkPackages(request: language.LinkRequest): Promise<language.LinkResponse> {
  const folder = request.getInfo()?.getProgramDirectory() ?? "";
  const file = path.join(folder, "package.json");
  const manifest = programManifest.parse(JSON.parse(await readFile(file, "utf8")));
  const linked = dependencies.parse(manifest["dependencies"]);
  const imports: string[] = [];
  for (const sdk of request.getPackagesList()) {
    const its = path.join(folder, sdk.getPath(), "package.json");
    const { name } = sdkManifest.parse(JSON.parse(await readFile(its, "utf8")));
    linked[name] = `file:${sdk.getPath().replaceAll(path.sep, "/")}`;
    imports.push(`  import * as ${identifier(sdk.getPackage()?.getName() ?? name)} from "${name}";\n`);
  }
  await writeFile(file, `${JSON.stringify({ ...manifest, dependencies: linked }, null, 2)}\n`);
  return new language.LinkResponse().setImportInstructions(
    `You can then use the SDK in your program with:\n\n${imports.join("")}`,
  );
}

/** Such as `entraProvisioning` of `entra-provisioning`. */
function identifier(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
}
