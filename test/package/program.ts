import { execFile } from "node:child_process";
import { cp, mkdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { UpdateReader } from "../../infra/stack/engine/update.ts";
import { buildProgram } from "../../local/go/build.ts";
import { type Engine, findEngine } from "../../local/pulumi/engine/find.ts";
import { engineEnvironment, STACK } from "../../local/pulumi/stack/environment.ts";
import { standIns } from "../../local/pulumi/stack/stand-ins.ts";
import { YAML_VERSION, yamlHostProgram } from "../../local/pulumi/yaml-host/build.ts";
import { openTerminal } from "../../local/terminal.ts";

const run = promisify(execFile);
const NEVER = new AbortController().signal;

const project = z.looseObject({
  plugins: z
    .looseObject({ providers: z.array(z.object({ name: z.string(), path: z.string() })) })
    .default({ providers: [] }),
});

/** A Pulumi program in a folder of its own, with a stack in a file backend beside it. */
export class Program {
  /** Folder of the copy. */
  readonly folder: string;
  readonly #engine: Engine;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string, engine: Engine, environment: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#engine = engine;
    this.#environment = environment;
  }

  /**
   * Copies a program, attaches the stand-in plug-ins to the copy and makes a stack of it.
   *
   * @param source folder of the program, whose plug-ins are named by path
   * @param folder where the copy, its state and the engine's home go
   * @param providers environment of the providers, such as `ARM_TENANT_ID`
   */
  static async open(
    source: string,
    folder: string,
    providers: Readonly<Record<string, string>>,
  ): Promise<Program> {
    const program = path.join(folder, "program");
    await cp(source, program, { recursive: true });
    await attachStandIns(source, path.join(program, "Pulumi.yaml"));
    const passphraseFile = path.join(folder, "passphrase");
    await writeFile(passphraseFile, "passphrase", { mode: 0o600 });
    const backend = path.join(folder, "backend");
    await mkdir(backend);
    const engine = await findEngine(openTerminal(), NEVER);
    const home = path.join(folder, "home");
    const environment = engineEnvironment({
      engine,
      plugins: "stand-in",
      home,
      backend,
      passphraseFile,
      providers,
    });
    const opened = new Program(program, engine, environment);
    await installLanguageHosts(engine, home);
    await opened.pulumi(["stack", "init", STACK, "--secrets-provider=passphrase"]);
    return opened;
  }

  /** Runs the engine's command line in the program's folder and answers its stdout. */
  async pulumi(args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.#engine.command, [...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.#environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  up(): Promise<UpdateReader["update"]> {
    return this.#update("up");
  }

  destroy(): Promise<UpdateReader["update"]> {
    return this.#update("destroy");
  }

  async #update(command: string): Promise<UpdateReader["update"]> {
    const reader = new UpdateReader();
    const args = [command, "--yes", "--skip-preview", "--json", "--color=never"];
    const output = await this.pulumi(args).catch((error: unknown) => {
      for (const line of outputOf(error).split("\n")) reader.read(line);
      throw new Error(reader.update.errors.join("\n") || String(error), { cause: error });
    });
    for (const line of output.split("\n")) reader.read(line);
    return reader.update;
  }
}

function outputOf(error: unknown): string {
  const failed = z.object({ stdout: z.string() }).safeParse(error);
  return failed.success ? failed.data.stdout : "";
}

async function attachStandIns(source: string, file: string): Promise<void> {
  const { plugins, ...rest } = project.parse(parse(await readFile(file, "utf8")));
  // A path out of the folder names the original's surroundings; any other the copy's own node_modules.
  const own = plugins.providers.map((each) =>
    each.path.startsWith("..") ? { ...each, path: path.resolve(source, each.path) } : each,
  );
  const attached = { ...rest, plugins: { ...plugins, providers: [...own, ...(await standIns())] } };
  await writeFile(file, stringify(attached));
}

/**
 * Puts the language hosts where the engine looks for plug-ins. The host for YAML reads the components' schema itself, and
 * for that looks there for the one for Node.js, which lies beside the engine.
 */
async function installLanguageHosts(engine: Engine, home: string): Promise<void> {
  const yaml = await buildProgram(yamlHostProgram, openTerminal(), NEVER);
  if (yaml === undefined) throw new Error("Go builds the language host for YAML: install Go 1.26 or newer.");
  const nodejs = path.join(path.dirname(await realpath(engine.command)), "pulumi-language-nodejs");
  await install(home, `language-yaml-v${YAML_VERSION}`, yaml);
  await install(home, `language-nodejs-v${engine.version}`, nodejs);
}

async function install(home: string, plugin: string, executable: string): Promise<void> {
  const folder = path.join(home, "plugins", plugin);
  await mkdir(folder, { recursive: true });
  await symlink(executable, path.join(folder, path.basename(executable)));
}
