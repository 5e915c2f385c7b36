import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { StackEvent } from "../../../infra/stack/engine/events.ts";
import { projectName, writeProject } from "../../../infra/stack/engine/project.ts";
import { stackFileText } from "../../../infra/stack/engine/stack-file.ts";
import { type Update, UpdateReader } from "../../../infra/stack/engine/update.ts";
import type { Engine } from "../engine/find.ts";
import { engineEnvironment, type Plugins, STACK } from "./environment.ts";
import { StackError } from "./error.ts";
import { healAttributes } from "./attributes.ts";
import { releaseDeadLocks } from "./locks.ts";
import { standIns } from "./stand-ins.ts";

/** Where a stack lives and what its engine and providers use. */
export interface StackOptions {
  readonly engine: Engine;
  readonly plugins: Plugins;
  /** The stack's own folder: project, backend and config go into it. */
  readonly folder: string;
  /** PULUMI_HOME, which several stacks may share. */
  readonly home: string;
  /** File with the passphrase of the stack's secrets, readable by its owner only. */
  readonly passphraseFile: string;
  /** Environment of the providers, such as `ARM_METADATA_HOSTNAME`. */
  readonly providers: Readonly<Record<string, string>>;
}

/** Plain values, and secrets by the config's paths such as `endpoint.token`. */
export interface ConfigValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** How an `up`, `preview` or `destroy` went. */
export interface TimedUpdate extends Update {
  /** Seconds from the engine's start to its end, as a person waits for it. */
  readonly seconds: number;
}

/** Calls of the engine's command line take a second or two; this long means that it hangs. */
const CALL_TIMEOUT_MS = 60_000;

/** What the engine says of a stack whose last engine was killed. */
const PENDING = /pending operations from previous deployment/;

/** A stack in a file backend of its own. */
export class Stack {
  readonly project: string;
  readonly #options: StackOptions;

  constructor(options: StackOptions) {
    this.#options = options;
    this.project = path.join(options.folder, "project");
  }

  /** Folder of the file backend. */
  get backend(): string {
    return path.join(this.#options.folder, "backend");
  }

  /** What a process must have in its environment to be the engine of this stack. */
  get environment(): NodeJS.ProcessEnv {
    return engineEnvironment({ ...this.#options, backend: this.backend });
  }

  /**
   * Makes the stack when it is not there, and gives it this configuration. Secrets go to the engine by its standard
   * input and are stored encrypted, when the stack is made: they do not change afterwards.
   */
  async configure(config: ConfigValues): Promise<void> {
    const { project } = this;
    await writeProject(project, this.#options.plugins === "stand-in" ? await standIns() : []);
    await mkdir(this.backend, { recursive: true, mode: 0o700 });
    const file = path.join(project, `Pulumi.${STACK}.yaml`);
    const existing = await readFile(file, "utf8").catch(() => undefined);
    if (existing === undefined) {
      await this.call(["stack", "init", STACK, "--secrets-provider=passphrase"]);
      for (const [key, value] of Object.entries(config.secrets)) {
        await this.call(["config", "set", "--path", "--secret", key], value);
      }
    }
    const name = await projectName();
    const values = Object.fromEntries(
      Object.entries(config.values).map(([key, value]) => [
        key.includes(":") ? key : `${name}:${key}`,
        value,
      ]),
    );
    const text = stackFileText(await readFile(file, "utf8"), { values });
    await writeFile(file, text, { mode: 0o600 });
  }

  /**
   * `pulumi up` without a preview before it.
   *
   * @throws {StackError} when it fails; the message has the diagnostics.
   */
  async up(onEvent: (event: StackEvent) => void, signal: AbortSignal): Promise<TimedUpdate> {
    const update = await this.#update(["up", "--skip-preview"], onEvent, signal);
    // What a killed engine was making is made now, or taken over; without this every later run warns of it.
    if (update.warnings.some((text) => PENDING.test(text))) {
      await this.call(["refresh", "--clear-pending-creates", "--yes", "--skip-preview"]);
    }
    return update;
  }

  /** @throws {StackError} when it fails. */
  destroy(onEvent: (event: StackEvent) => void, signal: AbortSignal): Promise<TimedUpdate> {
    return this.#update(["destroy", "--skip-preview"], onEvent, signal);
  }

  /**
   * Runs the engine's command line in the project and answers its stdout.
   *
   * @throws {StackError} when it fails.
   */
  async call(args: readonly string[], input = ""): Promise<string> {
    const child = spawn(this.#options.engine.command, [...args, "--non-interactive"], {
      cwd: this.project,
      env: this.environment,
      stdio: ["pipe", "pipe", "pipe"],
      timeout: CALL_TIMEOUT_MS,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.end(input);
    const code = await closed(child);
    if (code === 0) return stdout;
    throw new StackError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${(stderr || stdout).trim()}`);
  }

  async #update(
    args: readonly string[],
    onEvent: (event: StackEvent) => void,
    signal: AbortSignal,
  ): Promise<TimedUpdate> {
    await healAttributes(this.backend);
    await releaseDeadLocks(this);
    const started = Date.now();
    const reader = new UpdateReader();
    const child = spawn(
      this.#options.engine.command,
      [...args, "--yes", "--json", "--color=never", "--non-interactive"],
      // In a process group of its own, so that Ctrl-C on a terminal reaches it once, from here.
      { cwd: this.project, env: this.environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    if (child.pid !== undefined) onEvent({ kind: "engine", pid: child.pid });
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    createInterface({ input: child.stdout }).on("line", (line) => {
      for (const event of reader.read(line)) onEvent(event);
    });
    const code = await closed(child);
    signal.removeEventListener("abort", interrupt);
    signal.throwIfAborted();
    const { update } = reader;
    if (code !== 0) {
      const text = update.errors.join("\n") || stderr.trim() || `exit code ${code}`;
      throw new StackError(`pulumi ${args[0] ?? ""} failed:\n${text}`);
    }
    return { ...update, seconds: (Date.now() - started) / 1000 };
  }
}

function closed(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
