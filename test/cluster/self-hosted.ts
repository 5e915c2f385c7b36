import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { rootCertificates } from "node:tls";
import os from "node:os";
import path from "node:path";
import { startEmulator, type Emulator } from "../../entra-emulator/src/index.ts";
import { readYamlDirectory } from "../../entra-emulator/src/directory/yaml.ts";
import { findEngine } from "../../local/pulumi/engine/find.ts";
import { startPostgres, type PostgresServer } from "../../local/postgres/server.ts";
import { openGraph, type Graph } from "../../local/run/graph.ts";
import type { StackEvent } from "../../infra/stack/engine/events.ts";
import { Stack } from "../../local/pulumi/stack/stack.ts";
import { openTerminal } from "../../local/terminal.ts";
import { inject } from "vitest";
import { IMAGE } from "../support/image.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";
import { installCustomResources } from "./custom-resources.ts";
import { startBalancer, type Balancer } from "./pod-runner/balancer.ts";
import { startPodRunner, type PodRunner } from "./pod-runner/pod-runner.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const NAMESPACE = "scim";
const SERVICE = "scim-service";

/** A customer's whole world on loopback: a cluster, a database, Entra, and a stack that ties them together. */
export interface SelfHosted {
  readonly cluster: ControlPlane;
  readonly runner: PodRunner;
  readonly balancer: Balancer;
  readonly postgres: PostgresServer;
  readonly emulator: Emulator;
  readonly graph: Graph;
  readonly stack: Stack;
  /** What the providers of a program need to work in this world. */
  readonly providers: Readonly<Record<string, string>>;
  /** The stack's settings, which a test changes before the next `up`. */
  readonly settings: { service: Record<string, unknown>; [section: string]: unknown };
  /** Its secrets, by path; they are set when the first `up` makes the stack. */
  readonly secrets: Record<string, string>;
  /** The database server again, after a test stopped it: same data, same address. */
  restartPostgres(): Promise<void>;
  /** `pulumi up` with the settings as they are now. */
  up(onEvent?: (event: StackEvent) => void): ReturnType<Stack["up"]>;
}

/** The sample company, as `npm start` has it. */
const DIRECTORY = path.join(ROOT, "local/directory.yaml");

/** What differs from world to world. */
interface WorldOptions {
  /** Whether the cluster knows the custom resources of the operators. @default true */
  readonly operators?: boolean;
  /** Folder of a tenant that was kept there. @default a new tenant with the sample company */
  readonly tenant?: string;
  /** Passphrase of the stack's secrets. @default a random one */
  readonly passphrase?: string;
}

/** Starts everything but the stack itself; `cleanup` ends it in reverse order. */
export async function startSelfHosted(
  cleanup: AsyncDisposableStack,
  { operators = true, tenant, passphrase = randomBytes(24).toString("base64url") }: WorldOptions = {},
): Promise<SelfHosted> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-self-hosted-"));
  cleanup.defer(async () => rm(folder, { recursive: true, force: true }));
  // The database server runs as another account where the tests run as root; that account must be able to pass through.
  await chmod(folder, 0o711);
  const directory = await readYamlDirectory(DIRECTORY);
  const file = (name: string) => path.join(folder, name);
  const engine = await findEngine(openTerminal(), new AbortController().signal);

  const cluster = await startControlPlane({
    binaries: inject("controlPlaneBinaries"),
    folder: file("cluster"),
  });
  cleanup.defer(async () => cluster.stop());
  if (operators) await installCustomResources(cluster.config);
  const entryPoint = [process.execPath, ...IMAGE.nodeArguments, IMAGE.program] as const;
  const runner = await startPodRunner(cluster.config, () => entryPoint, file("pods"));
  cleanup.defer(async () => runner.stop());
  const balancer = await startBalancer(cluster.config, runner, { name: SERVICE, namespace: NAMESPACE });
  cleanup.defer(async () => balancer.stop());

  // The port is kept, so that a restarted server is found under the same address.
  const postgres = await startPostgres({ folder: file("postgres") });
  cleanup.defer(async () => postgres.stop());
  const emulator = await startEmulator({
    directory,
    ...(tenant === undefined ? {} : { stateFolder: tenant }),
  });
  cleanup.defer(async () => emulator.close());
  const graph = await openGraph(emulator, new AbortController().signal);
  cleanup.use(graph);

  const authorities = [await readFile(emulator.caCertificateFile, "utf8"), ...rootCertificates].join("\n");
  await writeFile(file("authorities.pem"), authorities);
  await writeFile(file("passphrase"), passphrase, { mode: 0o600 });
  const providers = {
    ARM_METADATA_HOSTNAME: new URL(emulator.origin).host,
    ARM_TENANT_ID: emulator.tenantId,
    ARM_CLIENT_ID: emulator.clientId,
    ARM_CLIENT_SECRET: emulator.clientSecret,
    SSL_CERT_FILE: file("authorities.pem"),
    NODE_EXTRA_CA_CERTS: file("authorities.pem"),
    KUBECONFIG: cluster.kubeconfig,
    PATH: `${path.dirname(inject("helm"))}:${process.env["PATH"] ?? ""}`,
  };
  const stack = new Stack({
    engine,
    plugins: process.env["KIT_PLUGINS"] === "real" ? "real" : "stand-in",
    folder: file("stack"),
    home: file("pulumi-home"),
    passphraseFile: file("passphrase"),
    providers,
  });
  const settings: SelfHosted["settings"] = {
    service: { publicUrl: balancer.url, replicas: 2, timeoutSeconds: 120 },
    assignments: directory.assignments,
    profile: "recording",
  };
  const secrets: SelfHosted["secrets"] = {};
  const up: SelfHosted["up"] = async (onEvent = () => {}) => {
    const own = settings.service["database"] === undefined;
    const database = own ? { "service.database.url": postgres.url } : {};
    await stack.configure({ values: settings, secrets: { ...database, ...secrets } });
    return stack.up(onEvent, new AbortController().signal);
  };
  const restartPostgres = async () => {
    const restarted = await startPostgres({ folder: file("postgres"), port: postgres.port });
    cleanup.defer(async () => restarted.stop());
  };
  return {
    restartPostgres,
    cluster,
    runner,
    balancer,
    postgres,
    emulator,
    graph,
    stack,
    providers,
    settings,
    secrets,
    up,
  };
}
