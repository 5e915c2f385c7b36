import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Contoso } from "../entra/contoso.ts";
import { type GitServer, startGitServer } from "./git-server.ts";
import { configureEndpoint, itDeploysTheHostedIntegration } from "./hosted-integration.ts";
import { Program } from "./program.ts";

const repository = path.resolve(import.meta.dirname, "../..");

const VERSION = "0.1.0";

/** Folder, package and SDK for Node.js. */
const PACKAGES = [
  ["provider", "entra-provisioning", "@entra-scim-kit/entra-provisioning"],
  ["components", "entra-scim-kit", "@entra-scim-kit/components"],
] as const;

let contoso: Contoso;
let folder: string;
let git: GitServer;
let program: Program;

const read = (file: string) => readFile(path.join(program.folder, file), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "package-add-"));
  contoso = await Contoso.open();
  const trusted = path.join(folder, "trusted.pem");
  await writeFile(trusted, await trustedByNpmToo(contoso.environment));
  const authority = path.dirname(contoso.emulator.caCertificateFile);
  git = await startGitServer(path.join(folder, "host"), authority, `v${VERSION}`);
  const providers = { ...contoso.environment, ...git.environment, NODE_EXTRA_CA_CERTS: trusted };
  program = await Program.open(await bareProgram(folder), folder, providers);
  await configureEndpoint(program, contoso.endpoint);
});

afterAll(async () => {
  await git[Symbol.asyncDispose]();
  await contoso[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("a TypeScript program with the SDKs that pulumi package add generates of folders", () => {
  it.each(PACKAGES)("takes %s", async (source, name, sdk) => {
    const said = await program.pulumi(["package", "add", path.join(repository, source)]);
    expect(said).toContain(`from "${sdk}"`);
    expect(parse(await read("Pulumi.yaml"))).toMatchObject({
      packages: expect.objectContaining({ [name]: path.join(repository, source) }),
    });
    expect(JSON.parse(await read("package.json"))).toMatchObject({
      dependencies: { [sdk]: `file:sdks/${name}` },
    });
    expect(JSON.parse(await read(`node_modules/${sdk}/package.json`))).toMatchObject({
      name: sdk,
      version: VERSION,
      license: "Apache-2.0",
    });
  });

  itDeploysTheHostedIntegration(() => ({ program, contoso }));
});

describe("the same program with the SDKs of a Git address and a version", () => {
  beforeAll(async () => {
    // The clones find above them what npm would install into them.
    await symlink(path.join(repository, "node_modules"), path.join(folder, "home/node_modules"));
  });

  it.each(PACKAGES)("takes %s of the tag", async (source, name, sdk) => {
    await program.pulumi(["package", "add", `${git.address}/${source}@v${VERSION}`]);
    expect(parse(await read("Pulumi.yaml"))).toMatchObject({
      packages: expect.objectContaining({
        [name]: expect.stringContaining(`kit.git/${source}@v${VERSION}`),
      }),
    });
    expect(await readdir(path.join(folder, "home/plugins"))).toContain(
      `resource-${new URL(git.address).host}_contoso_kit.git_${source}-v${VERSION}`,
    );
    expect(JSON.parse(await read(`node_modules/${sdk}/package.json`))).toMatchObject({
      pulumi: { name, version: VERSION, server: expect.stringContaining(`contoso/kit.git/${source}`) },
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

/** The example in TypeScript without the npm package: its imports name the SDKs, and nothing says where the plug-ins are. */
async function bareProgram(target: string): Promise<string> {
  const source = path.join(target, "source");
  await mkdir(source);
  const example = path.join(repository, "examples/hosted-typescript");
  const text = await readFile(path.join(example, "index.ts"), "utf8");
  await writeFile(
    path.join(source, "index.ts"),
    text
      .replace("@entra-scim-kit/pulumi/provider", PACKAGES[0][2])
      .replace("@entra-scim-kit/pulumi", PACKAGES[1][2]),
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
