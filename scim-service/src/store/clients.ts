import { randomBytes, randomUUID } from "node:crypto";
import type { Queries } from "./database.ts";
import { digestOf } from "./tokens.ts";

/** A secret of a client; the secret itself is shown once, when it is made. */
export interface ClientSecretRow {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** An OAuth 2.0 client of a tenant. */
export interface ClientRow {
  /** The client identifier. */
  readonly id: string;
  readonly label: string;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  /** Oldest first, the revoked ones included. */
  readonly secrets: readonly ClientSecretRow[];
}

/** A new secret of 256 random bits; the prefix lets secret scanners find a leaked one. */
export function newClientSecret(): string {
  return `scims_${randomBytes(32).toString("base64url")}`;
}

/** A client that was just made, with the first of its secrets. */
export interface MadeClient {
  readonly clientId: string;
  readonly secretId: string;
  readonly expiresAt: string | null;
}

/** Makes a client with its first secret, both or neither. Undefined when the tenant does not exist. */
export async function makeClient(
  queries: Queries,
  tenant: string,
  label: string,
  secret: string,
  expiresAt: string | null,
): Promise<MadeClient | undefined> {
  const [row] = await queries.query<MadeClient & Record<string, unknown>>(
    {
      text: `with client as (
          insert into scim.clients (id, tenant, label)
          select $2, key, $3 from scim.tenants where id = $1 returning id
        )
        insert into scim.client_secrets (id, client, hash, expires_at)
        select $4, id, $5, $6 from client
        returning client as "clientId", id as "secretId", expires_at as "expiresAt"`,
    },
    [tenant, randomUUID(), label, randomUUID(), digestOf(secret), expiresAt],
  );
  return row;
}

/** Adds a secret to a client that is not revoked; the others stay valid. Undefined when there is no such client. */
export async function addClientSecret(
  queries: Queries,
  tenant: string,
  client: string,
  secret: string,
  expiresAt: string | null,
): Promise<ClientSecretRow | undefined> {
  const [row] = await queries.query<ClientSecretRow & Record<string, unknown>>(
    {
      text: `insert into scim.client_secrets (id, client, hash, expires_at)
        select $3, c.id, $4, $5 from scim.clients c join scim.tenants t on t.key = c.tenant
        where t.id = $1 and c.id = $2 and c.revoked_at is null
        returning id, created_at as "createdAt", expires_at as "expiresAt",
          last_used_at as "lastUsedAt", revoked_at as "revokedAt"`,
    },
    [tenant, client, randomUUID(), digestOf(secret), expiresAt],
  );
  return row;
}

/** All clients of a tenant; undefined when the tenant does not exist. */
export async function readClients(
  queries: Queries,
  tenant: string,
): Promise<readonly ClientRow[] | undefined> {
  const [row] = await queries.query<{ clients: readonly ClientRow[] }>(
    {
      text: `select coalesce((
          select json_agg(json_build_object(
              'id', c.id, 'label', c.label, 'createdAt', c.created_at, 'revokedAt', c.revoked_at,
              'secrets', coalesce((
                select json_agg(json_build_object(
                  'id', s.id, 'createdAt', s.created_at, 'expiresAt', s.expires_at,
                  'lastUsedAt', s.last_used_at, 'revokedAt', s.revoked_at) order by s.created_at, s.id)
                from scim.client_secrets s where s.client = c.id), '[]')
            ) order by c.created_at, c.id)
          from scim.clients c where c.tenant = t.key), '[]') as clients
        from scim.tenants t where t.id = $1`,
    },
    [tenant],
  );
  return row?.clients;
}

/** A secret that was presented, when it is the client's and valid now; marks it as used. */
export async function findClientSecret(
  queries: Queries,
  client: string,
  secret: string,
): Promise<{ readonly id: string; readonly tenant: string } | undefined> {
  const [row] = await queries.query<{ id: string; tenant: string }>(
    {
      name: "client-secret",
      text: `update scim.client_secrets s set last_used_at = now()
        from scim.clients c join scim.tenants t on t.key = c.tenant
        where s.hash = $2 and c.id = s.client and c.id = $1 and s.revoked_at is null and c.revoked_at is null
          and (s.expires_at is null or s.expires_at > now())
        returning s.id, t.id as tenant`,
    },
    [client, digestOf(secret)],
  );
  return row;
}

/**
 * Revokes a client, or one secret of it, for good; access tokens that were issued for it end with it. False when the
 * tenant has none of that id.
 */
export async function revokeClient(
  queries: Queries,
  tenant: string,
  client: string,
  secret?: string,
): Promise<boolean> {
  const [row] = await queries.query<{ found: boolean }>(
    {
      text: `with owned as (
          select c.id from scim.clients c join scim.tenants t on t.key = c.tenant where t.id = $1 and c.id = $2
        ), client as (
          update scim.clients c set revoked_at = coalesce(c.revoked_at, now()) from owned
          where c.id = owned.id and $3::uuid is null returning c.id
        ), secrets as (
          update scim.client_secrets s set revoked_at = coalesce(s.revoked_at, now()) from owned
          where s.client = owned.id and ($3::uuid is null or s.id = $3) returning s.id
        )
        select exists(select from client) or exists(select from secrets) as found`,
    },
    [tenant, client, secret ?? null],
  );
  return row?.found ?? false;
}
