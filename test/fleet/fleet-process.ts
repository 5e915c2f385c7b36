import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { callEngine } from "../../fleet/stack/engine.ts";
import { findEngine } from "../../local/pulumi/engine/find.ts";
import { openTerminal } from "../../local/terminal.ts";
import { SupportError } from "../support/error.ts";
import { result } from "../../fleet/operations/result.ts";
import type { Tenant, Tenants } from "./tenants.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const main = path.join(root, "fleet", "main.ts");
const standIns = ["azuread", "kubernetes"].map((name) => path.join(root, "local", "plugins", name));

const outcome = z.object({
  customers: z.array(z.object({ name: z.string(), result })),
  removed: z.array(z.string()),
});

/** A command of the fleet that runs. */
export interface Command {
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** Results by customer; empty when it did not get so far. */
  readonly results: Readonly<Record<string, z.output<typeof result>>>;
  readonly removed: readonly string[];
}

/** A fleet over emulated tenants: its file of customers, and processes that work on it. */
export class TestFleet {
  readonly #tenants: Tenants;
  readonly #databaseUrl: string;
  readonly folder: string;
  /** Variables of the processes beside those of every fleet. */
  readonly environment: Record<string, string> = {};

  constructor(tenants: Tenants, databaseUrl: string) {
    this.#tenants = tenants;
    this.#databaseUrl = databaseUrl;
    this.folder = path.join(tenants.folder, "fleet");
  }

  /** Writes the file of customers; every entry's `defaults` are {@link defaults}. */
  write(customers: readonly object[], rest: object = {}): Promise<void> {
    const entries = Object.fromEntries(customers.map((customer) => Object.entries(customer)[0] ?? []));
    return this.writeFile({ name: "test", ...rest, defaults: this.defaults, customers: entries });
  }

  /** Writes a whole file of customers, and their tokens beside it. */
  async writeFile(file: object): Promise<void> {
    await mkdir(path.join(this.folder, "secrets"), { recursive: true });
    for (const { name, token } of this.#tenants.all.values()) {
      await writeFile(path.join(this.folder, "secrets", name), token.token);
    }
    await writeFile(path.join(this.folder, "customers.yaml"), stringify(file));
  }

  /** What customers have in common: how to sign in, and the service. */
  get defaults() {
    return {
      signIn: { clientSecret: { fromEnvironment: "DEPLOYER_SECRET" } },
      config: { endpoint: { url: this.#tenants.service.scimUrl } },
    };
  }

  /** Starts `npm run fleet -- ARGS`. */
  start(args: readonly string[]): Command {
    const json = path.join(this.folder, `${args[0]}-${randomUUID()}.json`);
    const report = args[0] === "work" ? [] : ["--json", json];
    const child = spawn(process.execPath, [main, ...args, ...report], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: this.#environment(),
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const ended = once(child, "close").then(async ([code]: (number | null)[]) => {
      const text = await readFile(json, "utf8").catch(() => '{"customers":[],"removed":[]}');
      const { customers, removed } = outcome.parse(JSON.parse(text));
      const results = Object.fromEntries(customers.map((each) => [each.name, each.result]));
      return { code: code ?? null, output, results, removed };
    });
    return { pid: child.pid ?? 0, output: () => output, kill: (signal) => child.kill(signal), ended };
  }

  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<Ended> {
    return this.start(args).ended;
  }

  /**
   * Runs the engine in a project's folder, in the fleet's backend; answers its standard output.
   *
   * @param input for its standard input
   */
  async pulumi(folder: string, args: readonly string[], input = ""): Promise<string> {
    const engine = await findEngine(openTerminal(), new AbortController().signal);
    const call = { engine, args, folder, environment: this.#environment() };
    const { code, stdout, stderr } = await callEngine(call, input);
    if (code !== 0) throw new SupportError(`pulumi ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: [...standIns, process.env["PATH"]].join(path.delimiter),
      HOME: process.env["HOME"],
      XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"],
      FLEET_FOLDER: path.join(this.folder, "work"),
      FLEET_DATABASE_URL: this.#databaseUrl,
      DEPLOYER_SECRET: [...this.#tenants.all.values()][0]?.emulator.clientSecret,
      PULUMI_HOME: path.join(this.#tenants.folder, "pulumi"),
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
      PULUMI_CREDENTIAL_STORE: "plaintext",
      PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
      ...this.#tenants.trust,
      ...this.environment,
    };
  }

  get backend(): string {
    return path.join(this.#tenants.folder, "backend");
  }

  async open(): Promise<void> {
    await mkdir(this.backend, { recursive: true });
  }
}

/** What became of each customer, by name. */
export function statesOf({ results }: Ended): Record<string, string> {
  return Object.fromEntries(Object.entries(results).map(([name, { state }]) => [name, state]));
}

/** The entry of a customer in the file. */
export function entryOf({ name, emulator }: Tenant, settings: object = {}): object {
  return {
    [name]: {
      tenant: emulator.tenantId,
      signIn: { clientId: emulator.clientId, metadataHost: new URL(emulator.origin).host },
      config: {
        endpoint: { token: { fromFile: `secrets/${name}` } },
        assignments: { groups: ["SightCall Users"] },
        profile: "recording",
      },
      ...settings,
    },
  };
}

/** The files below a folder. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.isFile()).map((each) => path.join(each.parentPath, each.name));
}
