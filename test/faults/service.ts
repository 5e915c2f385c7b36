import { inject } from "vitest";
import { createDatabase } from "../support/database.ts";
import { entraGroup } from "../support/entra-requests.ts";
import { scimGroup } from "../support/scim-answers.ts";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken, newSecret, startScimService, type ServiceProcess } from "../support/scim-service.ts";

/** Replicas of the service on one database. */
export interface Replicas {
  readonly services: readonly ServiceProcess[];
  /** One a replica, all with the same token. */
  readonly clients: readonly ScimClient[];
  readonly databaseUrl: string;
  readonly adminKey: string;
  readonly token: string;
}

export const TENANT = "faults";

/** Starts replicas at the same moment on an empty database, so that they also race for its migration. */
export async function startReplicas(count: number, stack: AsyncDisposableStack): Promise<Replicas> {
  const database = await createDatabase(inject("postgresUrl"), "faults");
  stack.defer(() => database.drop());
  const adminKey = newSecret();
  const services = await Promise.all(
    Array.from({ length: count }, () => startScimService({ databaseUrl: database.url, adminKey })),
  );
  for (const service of services) stack.defer(async () => void (await service.end("SIGKILL")));
  const [first] = services;
  if (!first) throw new RangeError("at least one replica");
  const { token } = await issueToken(first, TENANT);
  return {
    services,
    clients: services.map((service) => new ScimClient(service.scimUrl, token)),
    databaseUrl: database.url,
    adminKey,
    token,
  };
}

/** Makes an empty group; answers its id. */
export async function createGroup(client: ScimClient, displayName: string): Promise<string> {
  return scimGroup.parse((await client.request("POST", "/Groups", entraGroup(displayName))).body).id;
}
