import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { TestTenant } from "../../entra-emulator/src/engine/testing/tenant.ts";
import type { TenantStore } from "../../entra-emulator/src/tenant/store.ts";
import { createDatabase } from "../support/database.ts";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken, type ServiceProcess, startScimService } from "../support/scim-service.ts";

/** The service as a process, with a database of its own. `ended` takes both down. */
export async function startEndpoint(
  ended: AsyncDisposableStack,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const database = await createDatabase(inject("postgresUrl"), "provisioning");
  ended.defer(() => database.drop());
  const service = await startScimService({ databaseUrl: database.url, environment });
  ended.defer(async () => void (await service.end("SIGTERM")));
  return service;
}

/** A new tenant of the service. */
export async function newTenant(service: ServiceProcess): Promise<{ token: string; client: ScimClient }> {
  const { token } = await issueToken(service, randomUUID());
  return { token, client: new ScimClient(service.scimUrl, token) };
}

/**
 * An application that provisions into a tenant of the service, with the object id as `externalId`, as the stack maps it.
 *
 * @param store a directory that is there already; else the application gets a new one
 */
export function application(service: ServiceProcess, token: string, store?: TenantStore): TestTenant {
  const made = new TestTenant(service.scimUrl, {}, store);
  made.secret("SecretToken", token);
  const source = { type: "Attribute", name: "objectId", expression: "[objectId]", parameters: [] } as const;
  Object.assign(made.mapping("externalId"), { source });
  return made;
}
