import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { rootCertificates } from "node:tls";
import { newGroup, newUser } from "../../entra-emulator/src/directory/objects.ts";
import { type Emulator, startEmulator } from "../../entra-emulator/src/index.ts";
import { type Graph, openGraph } from "../../local/run/graph.ts";
import { createDatabase } from "../support/database.ts";
import { SupportError } from "../support/error.ts";
import {
  type IssuedToken,
  issueToken,
  type ServiceProcess,
  startScimService,
} from "../support/scim-service.ts";

/** Name of the group that every customer assigns. */
export const GROUP = "SightCall Users";

/** An emulated Entra tenant, what it provisions into, and an administrator's way into it. */
export interface Tenant {
  /** Name of the customer, and of the tenant in the service. */
  readonly name: string;
  readonly emulator: Emulator;
  readonly graph: Graph;
  readonly token: IssuedToken;
  /** Object id of the group. */
  readonly group: string;
}

/** Many tenants at once, and one SCIM service that they provision into. */
export interface Tenants extends AsyncDisposable {
  readonly all: ReadonlyMap<string, Tenant>;
  readonly service: ServiceProcess;
  /** A folder that is removed in the end. */
  readonly folder: string;
  /** What a process needs in its environment to trust the emulated Entra. */
  readonly trust: Readonly<Record<string, string>>;
}

/** @throws {TypeError} when there is none of that name */
export function tenantOf({ all }: Tenants, name: string): Tenant {
  const found = all.get(name);
  if (found === undefined) throw new TypeError(`there is no tenant ${name}`);
  return found;
}

/** Adds a person whom nobody has assigned; answers what takes the person away. */
export async function addStranger({ service }: Tenants, { token }: Tenant): Promise<() => Promise<unknown>> {
  const headers = { authorization: `Bearer ${token.token}`, "content-type": "application/scim+json" };
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
  const body = JSON.stringify({ schemas, userName: "stranger@example.com", active: true });
  const made = await fetch(`${service.scimUrl}/Users`, { method: "POST", headers, body });
  if (made.status !== 201)
    throw new SupportError(`a stranger was refused: ${made.status} ${await made.text()}`);
  return () => fetch(made.headers.get("location") ?? "", { method: "DELETE", headers });
}

/**
 * @param postgresUrl a server that the service gets a database on
 * @param people number of each tenant's users, all of them in the group
 */
export async function openTenants(
  postgresUrl: string,
  names: readonly string[],
  people = 3,
): Promise<Tenants> {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(os.tmpdir(), "fleet-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const database = await createDatabase(postgresUrl, "fleet_service");
  opened.defer(() => database.drop());
  const service = await startScimService({ databaseUrl: database.url });
  opened.defer(async () => void (await service.end("SIGTERM")));

  const all = new Map<string, Tenant>();
  const authority = path.join(folder, "emulators", names[0] ?? "");
  for (const name of names) {
    const stateFolder = path.join(folder, "emulators", name);
    if (all.size > 0) {
      // One certificate authority for all, as there is one for the real cloud.
      await mkdir(stateFolder, { recursive: true });
      for (const file of ["ca.pem", "ca.key"])
        await cp(path.join(authority, file), path.join(stateFolder, file));
    }
    const group = randomUUID();
    const domain = `${name}.example.com`;
    const users = Array.from({ length: people }, (_, index) =>
      newUser({
        id: randomUUID(),
        displayName: `User ${index}`,
        mailNickname: `user${index}`,
        userPrincipalName: `user${index}@${domain}`,
      }),
    );
    const emulator = await startEmulator({
      stateFolder,
      tenantId: randomUUID(),
      settings: { automaticCycles: true },
      directory: {
        tenantDisplayName: name,
        domain,
        users,
        groups: [newGroup({ id: group, displayName: GROUP, members: new Set(users.map(({ id }) => id)) })],
        assignments: { groups: [], users: [] },
      },
    });
    opened.defer(() => emulator.close());
    const graph = await openGraph(emulator, new AbortController().signal);
    opened.defer(() => graph[Symbol.asyncDispose]());
    all.set(name, { name, emulator, graph, group, token: await issueToken(service, name) });
  }
  const certificates = path.join(folder, "certificates.pem");
  const ca = await readFile(path.join(authority, "ca.pem"), "utf8");
  await writeFile(certificates, [ca, ...rootCertificates].join("\n"));
  const kept = opened.move();
  return {
    all,
    service,
    folder,
    trust: { SSL_CERT_FILE: certificates, NODE_EXTRA_CA_CERTS: path.join(authority, "ca.pem") },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
