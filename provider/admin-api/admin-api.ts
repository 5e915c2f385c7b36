import { z } from "zod";
import type { Context } from "../context.ts";
import { ProviderError } from "../runtime/error.ts";
import { GUIDE } from "../guide.ts";
import type { HttpRequest } from "../runtime/http/client.ts";
import type { HttpReply } from "../runtime/http/reply.ts";
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from "../runtime/http/retry-policy.ts";

/** The admin API of our SCIM service, as `docs/architecture.md` has it. */

const issuedToken = z.object({
  id: z.string(),
  token: z.string().min(1),
  expiresAt: z.string().nullish(),
});

const tokenList = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      revokedAt: z.string().nullish(),
      expiresAt: z.string().nullish(),
      lastUsedAt: z.string().nullish(),
    }),
  ),
});

const madeClient = z.object({
  clientId: z.string(),
  clientSecret: z.string().min(1),
  expiresAt: z.string().nullish(),
});

const clientList = z.object({
  clients: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      revokedAt: z.string().nullish(),
      secrets: z.array(z.object({ lastUsedAt: z.string().nullish() })),
    }),
  ),
});

/** RFC 7644, 3.12. */
const scimError = z.object({ detail: z.string() });

export interface AdminApi {
  readonly adminUrl: string;
  readonly adminKey: string;
}

/** A service that was only just deployed may take so long until it answers; milliseconds. */
const DEFAULT_BUDGET = 3 * 60_000;

export async function ensureTenant(api: AdminApi, tenant: string, context: Context): Promise<void> {
  await call(api, "PUT", tenantPath(tenant), context, {});
}

export function issueToken(
  api: AdminApi,
  tenant: string,
  label: string,
  expiresAt: string | undefined,
  context: Context,
): Promise<z.output<typeof issuedToken>> {
  return issue(api, `${tenantPath(tenant)}/tokens`, { label, expiresAt }, issuedToken, context);
}

/** Undefined when there is no such tenant. */
export async function listTokens(
  api: AdminApi,
  tenant: string,
  context: Context,
): Promise<z.output<typeof tokenList>["tokens"] | undefined> {
  return (await list(api, `${tenantPath(tenant)}/tokens`, tokenList, context))?.tokens;
}

export function revokeToken(api: AdminApi, tenant: string, id: string, context: Context): Promise<void> {
  return revoke(api, `${tenantPath(tenant)}/tokens/${encodeURIComponent(id)}`, context);
}

/** A client with its first secret. */
export function makeClient(
  api: AdminApi,
  tenant: string,
  label: string,
  expiresAt: string | undefined,
  context: Context,
): Promise<z.output<typeof madeClient>> {
  return issue(api, `${tenantPath(tenant)}/clients`, { label, expiresAt }, madeClient, context);
}

/** Undefined when there is no such tenant. */
export async function listClients(
  api: AdminApi,
  tenant: string,
  context: Context,
): Promise<z.output<typeof clientList>["clients"] | undefined> {
  return (await list(api, `${tenantPath(tenant)}/clients`, clientList, context))?.clients;
}

export function revokeClient(api: AdminApi, tenant: string, id: string, context: Context): Promise<void> {
  return revoke(api, `${tenantPath(tenant)}/clients/${encodeURIComponent(id)}`, context);
}

/** Sent once only: an attempt that nobody waits for could still issue a credential after the others were looked through. */
async function issue<Schema extends z.ZodType>(
  api: AdminApi,
  path: string,
  body: object,
  schema: Schema,
  context: Context,
): Promise<z.output<Schema>> {
  return parse(await call(api, "POST", path, context, body, retryPolicy(1, context)), schema);
}

async function list<Schema extends z.ZodType>(
  api: AdminApi,
  path: string,
  schema: Schema,
  context: Context,
): Promise<z.output<Schema> | undefined> {
  const reply = await send(api, "GET", path, context);
  return reply.status === 404 ? undefined : parse(accepted(api, reply), schema);
}

async function revoke(api: AdminApi, path: string, context: Context): Promise<void> {
  const reply = await send(api, "DELETE", path, context);
  // A credential that the service does not know is revoked for good.
  if (reply.status !== 404) accepted(api, reply);
}

function tenantPath(tenant: string): string {
  return `/admin/api/tenants/${encodeURIComponent(tenant)}`;
}

async function call(
  api: AdminApi,
  method: HttpRequest["method"],
  path: string,
  context: Context,
  body?: object,
  policy?: RetryPolicy,
): Promise<HttpReply> {
  return accepted(api, await send(api, method, path, context, body, policy));
}

function send(
  { adminUrl, adminKey }: AdminApi,
  method: HttpRequest["method"],
  path: string,
  context: Context,
  body?: object,
  policy = retryPolicy(Infinity, context),
): Promise<HttpReply> {
  const request: HttpRequest = {
    method,
    url: `${adminUrl.replace(/\/+$/, "")}${path}`,
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      authorization: `Bearer ${adminKey}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  return context.http.send(request, context, policy);
}

function retryPolicy(attempts: number, { timeout }: Context): RetryPolicy {
  return { ...DEFAULT_RETRY_POLICY, attempts, budget: timeout ?? DEFAULT_BUDGET };
}

function accepted(api: AdminApi, reply: HttpReply): HttpReply {
  if (reply.status < 300) return reply;
  throw new ProviderError(
    `Step ${GUIDE.secretToken.number} of the guide (${GUIDE.secretToken.name}): the SCIM service at ${api.adminUrl} ` +
      `answered ${reply.status}${reasonOf(reply)}. ${adviceFor(reply.status)}`,
  );
}

function reasonOf(reply: HttpReply): string {
  try {
    return `, ${scimError.parse(JSON.parse(reply.text)).detail.replace(/\.$/, "")}`;
  } catch {
    return "";
  }
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403)
    return "Check that the admin key is the one that the service was started with.";
  if (status === 404) return "Check that the admin URL is the service's own address, without the SCIM path.";
  if (status >= 500) return "Look at the service's log and its database.";
  return "Compare the values with the stack's config.";
}

function parse<Schema extends z.ZodType>(reply: HttpReply, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(reply.text));
  } catch {
    // The answer is not shown, because it may hold a token.
    throw new ProviderError("The admin URL answers, but not as this kit's SCIM service. Check the URL.");
  }
}
