import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import { type Emulator, startEmulator } from "../../entra-emulator/src/index.ts";
import { tryLock } from "../bootstrap/lock.mjs";
import { type Engine, findEngine } from "../pulumi/engine/find.ts";
import { requireRealPlugin } from "../pulumi/engine/real-plugin.ts";
import type { Plugins } from "../pulumi/stack/environment.ts";
import { Stack } from "../pulumi/stack/stack.ts";
import type { Terminal } from "../terminal.ts";
import { stackConfig } from "./config.ts";
import { openDatabase } from "./database.ts";
import { assignmentsOf, readDirectory } from "./directory.ts";
import { LocalRunError } from "./error.ts";
import { type LocalFolder, type StackFolder, stackFolder } from "./folders.ts";
import { type Graph, openGraph } from "./graph.ts";
import { rememberRun } from "./latest.ts";
import type { DirectorySource } from "./options.ts";
import { onCheckoutPorts } from "./ports.ts";
import type { ProcessRecord } from "./processes.ts";
import { type LocalService, startService } from "./service.ts";
import { readWholeTenant } from "./tenant.ts";

/** What a run works with: everything is up and the stack has its configuration. */
export interface Session {
  readonly engine: Engine;
  readonly folder: StackFolder;
  readonly stack: Stack;
  readonly emulator: Emulator;
  readonly graph: Graph;
  readonly service: LocalService;
  /** For a person. */
  readonly database: string;
}

/** What a session is opened with. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Ends what was started, in reverse order. */
  readonly cleanup: AsyncDisposableStack;
  readonly processes: ProcessRecord;
  readonly local: LocalFolder;
}

/** Which directory's stack, and with which plug-ins. */
export interface SessionOptions {
  readonly directory: DirectorySource;
  readonly plugins: Plugins;
}

/**
 * Makes this the only run of the checkout, and ends what one that was killed has left behind.
 *
 * @throws {LocalRunError} naming the process of the run that is alive
 */
export async function becomeTheRun({ local, terminal, cleanup, processes }: Surroundings): Promise<void> {
  await mkdir(local.path, { recursive: true });
  const attempt = await tryLock(local.lock);
  if ("holder" in attempt) {
    throw new LocalRunError(
      `Another run is alive in this checkout: process ${attempt.holder.pid}, since ${attempt.holder.since}.\n` +
        `Wait for it, or end it: kill ${attempt.holder.pid}`,
    );
  }
  cleanup.defer(() => attempt.held.release());
  const ended = await processes.endLeftovers();
  if (ended.length > 0)
    terminal.line(`A run that was killed had left ${ended.join(" and ")} running; ended.`);
  cleanup.defer(() => processes.clear());
}

/** Finds the engine, starts PostgreSQL, the SCIM service and the emulator, and configures the stack. */
export async function openSession(
  { directory: source, plugins }: SessionOptions,
  surroundings: Surroundings,
): Promise<Session> {
  const { terminal, signal, cleanup, processes, local } = surroundings;
  const folder = await stackFolder(local, source);
  const engine = await findEngine(terminal, signal);
  terminal.line(`Pulumi engine ${engine.version}: ${engine.origin}`);
  signal.throwIfAborted();
  if (plugins === "real") {
    await requireRealPlugin("azuread", {
      searchPath: process.env["PATH"] ?? "",
      home: process.env["PULUMI_HOME"],
    });
  }

  const step = terminal.step("Starting PostgreSQL, the SCIM service and the Entra emulator");
  try {
    const embedded = (process.env["DATABASE_URL"] ?? "") === "";
    const directory = once(() => readDirectory(source));
    const fresh = await isFresh(folder);
    const { emulator, database, service } = await onCheckoutPorts(
      local.ports,
      embedded ? ["postgres", "service", "emulator"] : ["service", "emulator"],
      async (ports) => {
        await using started = new AsyncDisposableStack();
        if (fresh) await rm(folder.emulator, { recursive: true, force: true });
        const emulator = await startEmulator({
          port: ports.emulator,
          stateFolder: folder.emulator,
          ...(fresh ? { directory: await directory() } : {}),
        });
        started.defer(() => emulator.close());
        const database = await openDatabase(local, { stack: folder.name, port: ports.postgres, fresh });
        started.use(database);
        if (database.pid !== undefined) await processes.add("PostgreSQL", database.pid);
        const service = await startService(folder, database.url, ports.service, signal);
        started.use(service);
        await processes.add("the SCIM service", service.pid);
        cleanup.use(started.move());
        return { emulator, database, service };
      },
    );
    const graph = await openGraph(emulator, signal);
    cleanup.use(graph);
    if (fresh) await rememberBefore(folder, graph);

    const assigned = await assignmentsOf(folder, directory);
    const providers = await providerEnvironment(folder, emulator);
    const stack = stackOf({ engine, plugins, local, folder, providers });
    await stack.configure(stackConfig(service, assigned));
    await rememberRun(local, { directory: source, plugins, providers });
    step.done(
      `PostgreSQL (${database.origin}), the SCIM service (${service.url}), the Entra emulator (${emulator.origin})`,
    );
    return { engine, folder, stack, emulator, graph, service, database: database.origin };
  } catch (error) {
    step.failed();
    throw error;
  }
}

/** The stack of a folder. */
export function stackOf(options: {
  readonly engine: Engine;
  readonly plugins: Plugins;
  readonly local: LocalFolder;
  readonly folder: StackFolder;
  readonly providers: Readonly<Record<string, string>>;
}): Stack {
  const { engine, plugins, local, folder, providers } = options;
  return new Stack({
    engine,
    plugins,
    folder: folder.path,
    home: local.pulumiHome,
    passphraseFile: folder.passphraseFile,
    providers,
  });
}

/** What makes the providers talk to the emulator, as they would to a tenant of a national cloud. */
async function providerEnvironment(folder: StackFolder, emulator: Emulator): Promise<Record<string, string>> {
  const authority = await readFile(emulator.caCertificateFile, "utf8");
  await writeFile(folder.certificates, [authority, ...rootCertificates].join("\n"));
  return {
    ARM_METADATA_HOSTNAME: new URL(emulator.origin).host,
    ARM_TENANT_ID: emulator.tenantId,
    ARM_CLIENT_ID: emulator.clientId,
    ARM_CLIENT_SECRET: emulator.clientSecret,
    SSL_CERT_FILE: folder.certificates,
    NODE_EXTRA_CA_CERTS: emulator.caCertificateFile,
  };
}

/** Whether the stack begins anew: no start before has come as far as to note how the tenant was. */
async function isFresh(folder: StackFolder): Promise<boolean> {
  return access(folder.before).then(
    () => false,
    () => true,
  );
}

async function rememberBefore(folder: StackFolder, graph: Graph): Promise<void> {
  await writeFile(folder.before, JSON.stringify(await readWholeTenant(graph)), { mode: 0o600 });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
