import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import grpc from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

let folder: string;
let host: ChildProcess;
let client: languageGrpc.LanguageRuntimeClient;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "language-host-"));
  host = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts"), "127.0.0.1:4321"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (!host.stdout) throw new Error("the host has no stdout");
  const [port] = (await once(createInterface({ input: host.stdout }), "line")) as [string];
  client = new languageGrpc.LanguageRuntimeClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
});
afterEach(async () => {
  client.close();
  if (host.exitCode === null && host.signalCode === null) {
    const gone = once(host, "exit");
    host.kill("SIGKILL");
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
});

it("shakes hands and says what it runs on", async () => {
  await call<unknown>((done) => client.handshake(new language.LanguageHandshakeRequest(), done));
  const about = await call<InstanceType<typeof language.AboutResponse>>((done) =>
    client.about(new language.AboutRequest(), done),
  );
  expect(about.getVersion()).toBe(process.versions.node);
});

it("exits at the engine's SIGINT, which writes the compile cache", async () => {
  const gone = once(host, "exit");
  host.kill("SIGINT");
  expect(await gone).toEqual([0, null]);
});

describe("Run", () => {
  it("starts the program's own SDK with the run's addresses, names, config and secret keys", async () => {
    await sdkThat(
      `require("fs").writeFileSync("seen.json", JSON.stringify({
         argv: process.argv.slice(2), cwd: process.cwd(), config: process.env.PULUMI_CONFIG,
         secretKeys: process.env.PULUMI_CONFIG_SECRET_KEYS, typescript: process.env.PULUMI_NODEJS_TYPESCRIPT,
         flags: process.execArgv }))`,
    );
    expect(await run(request())).toEqual({ error: "", bail: false });
    const seen = z
      .object({ argv: z.array(z.string()), cwd: z.string(), config: z.string(), secretKeys: z.string() })
      .loose()
      .parse(JSON.parse(await readFile(path.join(folder, "seen.json"), "utf8")));
    expect(seen).toMatchObject({
      argv: [
        "--monitor=127.0.0.1:9",
        "--engine=127.0.0.1:4321",
        "--organization=organization",
        "--project=p",
        `--root-directory=${folder}`,
        "--stack=s",
        `--pwd=${folder}`,
        "--parallel=16",
        "--dry-run",
        ".",
      ],
      typescript: "false",
      flags: ["--no-warnings", "--stack-trace-limit=5"],
    });
    expect(JSON.parse(seen.config)).toEqual({ "p:key": "value" });
    expect(JSON.parse(seen.secretKeys)).toEqual(["p:key"]);
  });

  it("bails when the SDK has told the user already", async () => {
    await sdkThat("process.exit(32)");
    expect(await run(request())).toEqual({ error: "", bail: true });
  });

  it("reports any other exit code", async () => {
    await sdkThat("process.exit(7)");
    expect(await run(request())).toEqual({ error: "The program exited with code 7", bail: false });
  });

  it("says which folder lacks the SDK", async () => {
    await expect(run(request())).rejects.toThrow(`${folder} has no @pulumi/pulumi`);
  });

  it("ends the program on Cancel", async () => {
    await sdkThat(`require("fs").writeFileSync("started", ""); setInterval(() => {}, 1000)`);
    const ended = run(request());
    await expect.poll(() => readFile(path.join(folder, "started"), "utf8").catch(() => null)).toBe("");
    await call<unknown>((done) => client.cancel(new emptyPb.Empty(), done));
    expect(await ended).toEqual({ error: "The program was ended by SIGTERM", bail: false });
  });
});

describe("GetRequiredPackages", () => {
  it("names the plugins of the SDK packages that the program depends on", async () => {
    await writeManifest("package.json", { dependencies: { "@pulumi/azuread": "6.9.1", zod: "4.6.7" } });
    await writeManifest("node_modules/@pulumi/azuread/package.json", {
      version: "6.9.1",
      pulumi: { resource: true, name: "azuread", version: "6.9.1" },
    });
    await writeManifest("node_modules/zod/package.json", { version: "4.6.7" });
    expect(await required()).toEqual([{ name: "azuread", kind: "resource", version: "6.9.1" }]);
  });

  it("asks for nothing when the program has no package.json", async () => {
    expect(await required()).toEqual([]);
  });
});

describe("RunPlugin", () => {
  it("runs a provider's folder by the SDK's runner, in that folder, and passes its output and exit code on", async () => {
    await sdkThat(
      `console.log(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd() })); process.exit(3)`,
      "run-plugin",
    );
    const asked = new language.RunPluginRequest()
      .setKind("resource")
      .setPwd(os.tmpdir())
      .setInfo(programInfo())
      .setArgsList(["127.0.0.1:4321"]);
    let output = "";
    let exitCode: number | undefined;
    for await (const message of client.runPlugin(asked) as AsyncIterable<language.RunPluginResponse>) {
      output += Buffer.from(message.getStdout_asU8()).toString("utf8");
      if (message.hasExitcode()) exitCode = message.getExitcode();
    }
    expect(JSON.parse(output)).toEqual({ argv: [folder, "127.0.0.1:4321"], cwd: folder });
    expect(exitCode).toBe(3);
  });
});

describe("InstallDependencies", () => {
  it("leaves a folder alone that has what it depends on, here or in a folder above", async () => {
    await sdkThat("");
    const inside = path.join(folder, "workspace");
    await writeManifest("workspace/package.json", { dependencies: { "@pulumi/pulumi": "3.270.0" } });
    await expect(install(inside)).resolves.toBe("");
    await expect(readdir(inside)).resolves.toEqual(["package.json"]);
  });

  it("installs an SDK that was linked after the rest, and again when another folder takes its place", async () => {
    await sdkThat("");
    for (const place of ["sdks/one", "sdks/two"]) {
      await writeManifest(`${place}/package.json`, { name: "@example/sdk", version: "1.0.0" });
      await writeManifest("package.json", { dependencies: { "@example/sdk": `file:${place}` } });
      await install();
      const linked = await realpath(path.join(folder, "node_modules/@example/sdk"));
      expect(linked).toBe(await realpath(path.join(folder, place)));
    }
  });

  it("says which folder npm failed in", async () => {
    await writeFile(path.join(folder, "package.json"), "{ not json");
    await expect(install()).rejects.toThrow(`npm install failed in ${folder}`);
  });
});

describe("Link", () => {
  it("makes a generated SDK a dependency of the program and says how to import it", async () => {
    await writeManifest("package.json", { name: "program", dependencies: { zod: "4.6.7" } });
    await writeManifest("sdks/example-package/package.json", { name: "@example/sdk" });
    const linked = new language.LinkRequest.LinkDependency()
      .setPath("sdks/example-package")
      .setPackage(new pluginPb.PackageDependency().setName("example-package"));
    const asked = new language.LinkRequest().setInfo(programInfo()).setPackagesList([linked]);
    const answer = await call<InstanceType<typeof language.LinkResponse>>((done) => client.link(asked, done));
    expect(answer.getImportInstructions()).toContain('import * as examplePackage from "@example/sdk";');
    expect(JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"))).toEqual({
      name: "program",
      dependencies: { zod: "4.6.7", "@example/sdk": "file:sdks/example-package" },
    });
  });
});

/** What npm wrote to stdout. */
async function install(where = folder): Promise<string> {
  const info = programInfo().setProgramDirectory(where);
  const asked = new language.InstallDependenciesRequest().setDirectory(where).setInfo(info);
  const stream = client.installDependencies(asked) as AsyncIterable<language.InstallDependenciesResponse>;
  let output = "";
  for await (const message of stream) output += Buffer.from(message.getStdout_asU8()).toString("utf8");
  return output;
}

async function required() {
  const asked = new language.GetRequiredPackagesRequest().setInfo(programInfo());
  const answer = await call<InstanceType<typeof language.GetRequiredPackagesResponse>>((done) =>
    client.getRequiredPackages(asked, done),
  );
  return answer.toObject().packagesList.map(({ name, kind, version }) => ({ name, kind, version }));
}

function programInfo() {
  return new language.ProgramInfo()
    .setRootDirectory(folder)
    .setProgramDirectory(folder)
    .setEntryPoint(".")
    .setOptions(
      structPb.Struct.fromJavaScript({
        typescript: false,
        nodeargs: "--no-warnings  --stack-trace-limit=5",
      }),
    );
}

function request() {
  const made = new language.RunRequest()
    .setMonitorAddress("127.0.0.1:9")
    .setOrganization("organization")
    .setProject("p")
    .setStack("s")
    .setPwd(folder)
    .setParallel(16)
    .setDryrun(true)
    .setConfigsecretkeysList(["p:key"])
    .setInfo(programInfo());
  made.getConfigMap().set("p:key", "value");
  return made;
}

async function run(asked: InstanceType<typeof language.RunRequest>) {
  const answer = await call<InstanceType<typeof language.RunResponse>>((done) => client.run(asked, done));
  return { error: answer.getError(), bail: answer.getBail() };
}

/** A program whose `@pulumi/pulumi/cmd/<command>` is this script. */
async function sdkThat(script: string, command = "run"): Promise<void> {
  await writeManifest("package.json", {});
  await writeManifest("node_modules/@pulumi/pulumi/package.json", { main: "index.js" });
  await writeFile(path.join(folder, "node_modules/@pulumi/pulumi/index.js"), "");
  const runner = path.join(folder, "node_modules", "@pulumi", "pulumi", "cmd", command);
  await mkdir(runner, { recursive: true });
  await writeFile(path.join(runner, "index.js"), script);
}

async function writeManifest(name: string, content: unknown): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(content));
}

function call<T>(start: (done: (error: grpc.ServiceError | null, value: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}
