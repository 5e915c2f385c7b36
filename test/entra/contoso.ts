import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { rootCertificates } from "node:tls";
import { z } from "zod";
import type { Directory, Group, User } from "../../entra-emulator/src/directory/model.ts";
import { NON_GALLERY_TEMPLATE_ID } from "../../entra-emulator/src/templates/scim.ts";
import { newGroup, newUser } from "../../entra-emulator/src/directory/objects.ts";
import { type Emulator, startEmulator } from "../../entra-emulator/src/index.ts";
import { type Engine, findEngine } from "../../local/pulumi/engine/find.ts";
import { type Graph, openGraph } from "../../local/run/graph.ts";
import type { StackEvent } from "../../infra/stack/engine/events.ts";
import { type ConfigValues, Stack } from "../../local/pulumi/stack/stack.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { killProcessTree } from "./process-tree.ts";

const NEVER = new AbortController().signal;
const QUIET = {
  step: () => ({ note: () => {}, log: () => {}, done: () => {}, failed: () => {} }),
  line: () => {},
};

/** Object ids of the directory. */
export const ANN = "aaaaaaaa-0000-4000-8000-000000000001";
export const BEN = "aaaaaaaa-0000-4000-8000-000000000002";
export const CLEO = "aaaaaaaa-0000-4000-8000-000000000003";
export const USERS_GROUP = "bbbbbbbb-0000-4000-8000-000000000001";
export const SUPPORT_GROUP = "bbbbbbbb-0000-4000-8000-000000000002";

/** Whether an id is one of the directory's, and the same in every tenant. */
export function inDirectory(id: string): boolean {
  return /^(aaaaaaaa|bbbbbbbb)-/.test(id);
}

const instantiated = z.object({
  application: z.looseObject({ id: z.string(), appId: z.string() }),
  servicePrincipal: z.looseObject({
    id: z.string(),
    appRoles: z.array(z.looseObject({ id: z.string(), displayName: z.string() })),
  }),
});

const assigned = z.object({
  value: z.array(z.looseObject({ id: z.string(), principalDisplayName: z.string(), appRoleId: z.string() })),
});

/** An application in the tenant, as it was when it was made. */
export type Application = z.output<typeof instantiated>;

/** The sections of a stack's configuration; the endpoint is there already. */
export type Settings = Readonly<Record<string, unknown>>;

/** A small emulated tenant, an endpoint to provision to, and stacks between them. */
export class Contoso implements AsyncDisposable {
  readonly emulator: Emulator;
  readonly graph: Graph;
  readonly endpoint: Endpoint;
  readonly #engine: Engine;
  readonly #folder: string;
  readonly #certificates: string;

  private constructor(folder: string, engine: Engine, emulator: Emulator, graph: Graph, endpoint: Endpoint) {
    this.emulator = emulator;
    this.graph = graph;
    this.endpoint = endpoint;
    this.#engine = engine;
    this.#folder = folder;
    this.#certificates = path.join(folder, "certificates.pem");
  }

  /**
   * @param stateFolder where the tenant is kept; a new tenant that is forgotten again when left out
   * @param people who is in a new tenant
   */
  static async open(stateFolder?: string, people: Directory = directory()): Promise<Contoso> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "contoso-"));
    const engine = await findEngine(QUIET, NEVER);
    const emulator = await startEmulator({
      directory: people,
      ...(stateFolder === undefined ? {} : { stateFolder }),
    });
    const graph = await openGraph(emulator, NEVER);
    const contoso = new Contoso(folder, engine, emulator, graph, await startEndpoint());
    const authority = await readFile(emulator.caCertificateFile, "utf8");
    await writeFile(contoso.#certificates, [authority, ...rootCertificates].join("\n"));
    return contoso;
  }

  /** What the providers need to work in this tenant. */
  get environment(): Readonly<Record<string, string>> {
    return {
      ARM_METADATA_HOSTNAME: new URL(this.emulator.origin).host,
      ARM_TENANT_ID: this.emulator.tenantId,
      ARM_CLIENT_ID: this.emulator.clientId,
      ARM_CLIENT_SECRET: this.emulator.clientSecret,
      SSL_CERT_FILE: this.#certificates,
      NODE_EXTRA_CA_CERTS: this.emulator.caCertificateFile,
    };
  }

  /** A stack of its own that provisions to the endpoint. */
  async stack(name: string, settings: Settings): Promise<TestStack> {
    const stack = await this.#newStack(name);
    await stack.configure(settings);
    return stack;
  }

  /** A stack of its own with exactly this configuration. */
  async stackOf(name: string, config: ConfigValues): Promise<TestStack> {
    const stack = await this.#newStack(name);
    await stack.stack.configure(config);
    return stack;
  }

  async #newStack(name: string): Promise<TestStack> {
    const folder = path.join(this.#folder, name);
    const passphraseFile = path.join(this.#folder, "passphrase");
    await writeFile(passphraseFile, "passphrase", { mode: 0o600 });
    const stack = new Stack({
      engine: this.#engine,
      plugins: "stand-in",
      folder,
      home: path.join(this.#folder, "home"),
      passphraseFile,
      providers: this.environment,
    });
    return new TestStack(stack, this.endpoint);
  }

  /** Makes an application as the admin center does. */
  async application(displayName: string): Promise<Application> {
    const path = `/v1.0/applicationTemplates/${NON_GALLERY_TEMPLATE_ID}/instantiate`;
    return instantiated.parse(await this.graph.request("POST", path, { displayName }));
  }

  /** What Graph says of an application as a whole. */
  async everythingOf({ application, servicePrincipal }: Application) {
    const path = `/v1.0/servicePrincipals/${servicePrincipal.id}`;
    const read = (what: string) => this.graph.request("GET", what);
    return {
      application: await read(`/v1.0/applications/${application.id}`),
      servicePrincipal: instantiated.shape.servicePrincipal.parse(await read(path)),
      assignments: assigned.parse(await read(`${path}/appRoleAssignedTo`)).value,
      jobs: await read(`${path}/synchronization/jobs`),
      secrets: await read(`${path}/synchronization/secrets`),
    };
  }

  /** Does something while the deploying application has these Graph permissions only. */
  async withPermissions<T>(permissions: readonly string[], action: () => Promise<T>): Promise<T> {
    const settings = await this.graph.request("GET", "/emulator/settings");
    await this.graph.request("PUT", "/emulator/settings", { permissions });
    try {
      return await action();
    } finally {
      await this.graph.request("PUT", "/emulator/settings", settings);
    }
  }

  /** Makes something in the directory and answers its id. */
  async make(path: string, body: object): Promise<string> {
    return z.object({ id: z.string() }).parse(await this.graph.request("POST", path, body)).id;
  }

  /** Makes an app registration with its service principal, which is not what the template makes; answers its client id. */
  async registration(displayName: string): Promise<string> {
    const made = await this.graph.request("POST", "/v1.0/applications", { displayName });
    const { appId } = z.object({ appId: z.string() }).parse(made);
    await this.make("/v1.0/servicePrincipals", { appId });
    return appId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.graph[Symbol.asyncDispose]();
    await this.endpoint[Symbol.asyncDispose]();
    await this.emulator.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A stack and what tests do with it. */
export class TestStack {
  readonly stack: Stack;
  readonly #endpoint: Endpoint;
  #engine: number | undefined;

  constructor(stack: Stack, endpoint: Endpoint) {
    this.stack = stack;
    this.#endpoint = endpoint;
  }

  configure(settings: Settings): Promise<void> {
    const { url, token } = this.#endpoint;
    return this.stack.configure({
      values: { endpoint: { url }, ...settings },
      secrets: { "endpoint.token": token },
    });
  }

  /** Resources by operation. */
  async up(): Promise<Readonly<Record<string, number>>> {
    return (await this.stack.up((event) => this.#hear(event), NEVER)).changes;
  }

  async destroy(): Promise<Readonly<Record<string, number>>> {
    return (await this.stack.destroy((event) => this.#hear(event), NEVER)).changes;
  }

  /** Kills the engine and what it has started at once, so that nothing is finished or cleared up. */
  async kill(): Promise<void> {
    if (this.#engine !== undefined) await killProcessTree(this.#engine);
  }

  #hear(event: StackEvent): void {
    if (event.kind === "engine") this.#engine = event.pid;
  }

  /** The text that a person sees; also when it fails. */
  async preview(): Promise<string> {
    try {
      return await this.stack.call(["preview"]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Fails when anything is not as the stack made it. */
  async expectNoDrift(): Promise<void> {
    await this.stack.call(["refresh", "--preview-only", "--expect-no-changes"]);
  }

  async refresh(): Promise<void> {
    await this.stack.call(["refresh", "--yes", "--skip-preview"]);
  }
}

function directory(): Directory {
  return {
    tenantDisplayName: "Contoso",
    domain: "contoso.com",
    users: [user(ANN, "Ann"), user(BEN, "Ben"), user(CLEO, "Cleo")],
    groups: [group(USERS_GROUP, "SightCall Users", [ANN]), group(SUPPORT_GROUP, "Support", [BEN])],
    assignments: { groups: [], users: [] },
  };
}

function user(id: string, displayName: string): User {
  const userPrincipalName = `${displayName.toLowerCase()}@contoso.com`;
  return newUser({ id, displayName, mailNickname: displayName, userPrincipalName });
}

function group(id: string, displayName: string, members: readonly string[]): Group {
  return newGroup({ id, displayName, members: new Set(members) });
}
