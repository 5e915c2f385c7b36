import { randomBytes } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { startHttpChild, type HttpChild } from "./child.ts";
import { SupportError } from "./error.ts";
import { IMAGE } from "./image.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The service as its own process, and what is needed to talk to it. */
export interface ServiceProcess extends HttpChild {
  /** The SCIM base URL, without a slash at its end. */
  readonly scimUrl: string;
  readonly adminKey: string;
}

/** Where the admin API of a service is, and its key. */
export type AdminAccess = Pick<ServiceProcess, "origin" | "adminKey">;

/** What {@link startScimService} takes. */
export interface ScimServiceOptions {
  readonly databaseUrl: string;
  /** The same for all replicas; a new one when left out. */
  readonly adminKey?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The service's memory is part of what is tested and measured: beside the image's arguments the heap that Node allows
 * itself in a pod with the chart's memory limit of 512 MiB (outside of one it would take gigabytes).
 */
const POD_HEAP = "--max-old-space-size=256";

/** Starts the service the way an operator does: by its environment, its database migrated by itself. */
export async function startScimService(options: ScimServiceOptions): Promise<ServiceProcess> {
  const adminKey = options.adminKey ?? newSecret();
  const child = await startHttpChild({
    script: IMAGE.program,
    readyPath: "/readyz",
    nodeArguments: [...IMAGE.nodeArguments, POD_HEAP],
    environment: {
      DATABASE_URL: options.databaseUrl,
      ADMIN_KEY: adminKey,
      SCHEMAS_DIR: path.join(root, "schemas"),
      LOG_LEVEL: "warn",
      ...options.environment,
    },
  });
  return { ...child, scimUrl: `${child.origin}/scim/v2`, adminKey };
}

/** A random value fit for an admin key. */
export function newSecret(): string {
  return randomBytes(24).toString("base64url");
}

const issuedToken = z.object({ id: z.string(), token: z.string() });

/** A token of a tenant, as the admin API issued it. */
export type IssuedToken = z.infer<typeof issuedToken>;

/** Makes the tenant where it is missing and issues a token for it. */
export async function issueToken(
  service: AdminAccess,
  tenant: string,
  settings: { readonly strict: boolean } = { strict: false },
): Promise<IssuedToken> {
  await admin(service, "PUT", `/tenants/${tenant}`, settings);
  const answer = await admin(service, "POST", `/tenants/${tenant}/tokens`, { label: "test" });
  return issuedToken.parse(await answer.json());
}

const listedTokens = z.object({
  tokens: z.array(z.object({ id: z.string(), revokedAt: z.string().nullable() })),
});
const listedClients = z.object({
  clients: z.array(z.object({ id: z.string(), revokedAt: z.string().nullable() })),
});

/** Ids of a tenant's tokens that are not revoked. */
export async function validTokens(service: AdminAccess, tenant: string): Promise<string[]> {
  const answer = await admin(service, "GET", `/tenants/${tenant}/tokens`);
  return validOf(listedTokens.parse(await answer.json()).tokens);
}

/** Ids of a tenant's clients that are not revoked. */
export async function validClients(service: AdminAccess, tenant: string): Promise<string[]> {
  const answer = await admin(service, "GET", `/tenants/${tenant}/clients`);
  return validOf(listedClients.parse(await answer.json()).clients);
}

function validOf(listed: readonly { readonly id: string; readonly revokedAt: string | null }[]): string[] {
  return listed.filter(({ revokedAt }) => revokedAt === null).map(({ id }) => id);
}

/** Revokes a token. When this returns, the service has acknowledged it. */
export async function revokeToken(service: AdminAccess, tenant: string, tokenId: string): Promise<void> {
  await admin(service, "DELETE", `/tenants/${tenant}/tokens/${tokenId}`);
}

async function admin(
  service: AdminAccess,
  method: string,
  resource: string,
  body?: object,
): Promise<Response> {
  const url = `${service.origin}/admin/api${resource}`;
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${service.adminKey}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok)
    throw new SupportError(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
