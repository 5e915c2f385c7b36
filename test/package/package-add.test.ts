import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Contoso } from "../entra/contoso.ts";
import { configureEndpoint, itDeploysTheHostedIntegration } from "./hosted-integration.ts";
import { Program } from "./program.ts";

const repository = path.resolve(import.meta.dirname, "../..");

/** The SDK that each package of the kit gets. */
const SDKS: Readonly<Record<string, string>> = {
  provider: "@entra-scim-kit/entra-provisioning",
  components: "@entra-scim-kit/components",
};

let contoso: Contoso;
let folder: string;
let program: Program;

const read = (file: string) => readFile(path.join(program.folder, file), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "package-add-"));
  contoso = await Contoso.open();
  const trusted = path.join(folder, "trusted.pem");
  await writeFile(trusted, await trustedByNpmToo(contoso.environment));
  const providers = { ...contoso.environment, NODE_EXTRA_CA_CERTS: trusted };
  program = await Program.open(await bareProgram(folder), folder, providers);
  await configureEndpoint(program, contoso.endpoint);
});

afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("a TypeScript program with the SDKs that pulumi package add generates", () => {
  it.each(Object.entries(SDKS))("takes the folder %s", async (source, sdk) => {
    const said = await program.pulumi(["package", "add", path.join(repository, source)]);
    expect(said).toContain(`from "${sdk}"`);
    expect(parse(await read("Pulumi.yaml"))).toMatchObject({
      packages: expect.objectContaining({ [sdkName(sdk)]: path.join(repository, source) }),
    });
    expect(JSON.parse(await read("package.json"))).toMatchObject({
      dependencies: { [sdk]: `file:sdks/${sdkName(sdk)}` },
    });
    expect(JSON.parse(await read(`node_modules/${sdk}/package.json`))).toMatchObject({
      name: sdk,
      version: "0.1.0",
      license: "Apache-2.0",
    });
  });

  itDeploysTheHostedIntegration(() => ({ program, contoso }));
});

/** The emulator's authority beside those that the machine's npm needs for its registry. */
async function trustedByNpmToo(providers: Contoso["environment"]): Promise<string> {
  const files = [providers["NODE_EXTRA_CA_CERTS"], process.env["NODE_EXTRA_CA_CERTS"]];
  const texts = files.flatMap((file) => (file === undefined ? [] : [readFile(file, "utf8")]));
  return (await Promise.all(texts)).join("\n");
}

/** Name of the package that an SDK is of. */
function sdkName(sdk: string): string {
  return sdk === SDKS["components"] ? "entra-scim-kit" : path.basename(sdk);
}

/** The example in TypeScript without the npm package: its imports name the SDKs, and nothing says where the plug-ins are. */
async function bareProgram(target: string): Promise<string> {
  const source = path.join(target, "source");
  await mkdir(source);
  const example = path.join(repository, "examples/hosted-typescript");
  const text = await readFile(path.join(example, "index.ts"), "utf8");
  await writeFile(
    path.join(source, "index.ts"),
    text
      .replace("@entra-scim-kit/pulumi/provider", String(SDKS["provider"]))
      .replace("@entra-scim-kit/pulumi", String(SDKS["components"])),
  );
  const settings = parse(await readFile(path.join(example, "Pulumi.yaml"), "utf8")) as object;
  await writeFile(path.join(source, "Pulumi.yaml"), JSON.stringify({ ...settings, plugins: undefined }));
  const manifest = {
    name: "added",
    type: "module",
    main: "index.ts",
    dependencies: { "@pulumi/pulumi": "3.270.0" },
  };
  await writeFile(path.join(source, "package.json"), JSON.stringify(manifest));
  return source;
}
