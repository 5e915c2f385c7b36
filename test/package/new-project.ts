import { execFile } from "node:child_process";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { packKit } from "../../components/pack/package.ts";
import { type Engine, findEngine } from "../../local/pulumi/engine/find.ts";
import { engineEnvironment } from "../../local/pulumi/stack/environment.ts";
import { openTerminal } from "../../local/terminal.ts";
import { answering } from "./person.ts";

const run = promisify(execFile);
const modules = path.resolve(import.meta.dirname, "../../node_modules");

/** Nothing listens there: who asks the network for something fails at once. */
const NO_NETWORK = {
  HTTP_PROXY: "http://127.0.0.1:1",
  HTTPS_PROXY: "http://127.0.0.1:1",
  NO_PROXY: "127.0.0.1,localhost",
};

/** A folder for a project that `pulumi new` makes, with an engine that reaches no network. */
export class NewProject {
  /** Folder of the project. */
  readonly folder: string;
  readonly #engine: Engine;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string, engine: Engine, environment: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#engine = engine;
    this.#environment = environment;
  }

  /** @param folder where the empty project, its state and the engine's home go */
  static async open(folder: string): Promise<NewProject> {
    const engine = await findEngine(openTerminal(), new AbortController().signal);
    const project = path.join(folder, "project");
    const backend = path.join(folder, "backend");
    const passphraseFile = path.join(folder, "passphrase");
    await mkdir(project);
    await mkdir(backend);
    await writeFile(passphraseFile, "passphrase", { mode: 0o600 });
    const home = path.join(folder, "home");
    const environment: NodeJS.ProcessEnv = {
      ...engineEnvironment({ engine, plugins: "stand-in", home, backend, passphraseFile, providers: {} }),
      ...NO_NETWORK,
    };
    // A person's stack is the one that the answers name.
    delete environment["PULUMI_STACK"];
    return new NewProject(project, engine, environment);
  }

  /** Runs the engine's command line in the project and answers its stdout. */
  async pulumi(args: readonly string[]): Promise<string> {
    const where = { cwd: this.folder, env: this.#environment, maxBuffer: 64 * 1024 * 1024 };
    return (await run(this.#engine.command, args, where)).stdout;
  }

  /** `pulumi new` on a terminal; see {@link answering}. */
  answer(template: string, answers: Readonly<Record<string, string>>) {
    const where = { cwd: this.folder, env: this.#environment };
    return answering(`'${this.#engine.command}' new '${template}'`, where, answers);
  }
}

/** Gives projects below a folder what they depend on, as `npm install` would: the packed npm package and this repository's. */
export async function installAbove(folder: string): Promise<void> {
  const tarball = await packKit(folder);
  const installed = path.join(folder, "node_modules");
  const own = path.join(installed, "@entra-scim-kit/pulumi");
  await mkdir(own, { recursive: true });
  await run("tar", ["--extract", "--file", tarball, "--directory", own, "--strip-components=1"]);
  const others = (await readdir(modules)).filter((name) => name !== "@entra-scim-kit");
  for (const name of others) await symlink(path.join(modules, name), path.join(installed, name));
}
