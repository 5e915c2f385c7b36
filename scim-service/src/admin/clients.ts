import { z } from "zod";
import { ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { addClientSecret, makeClient, newClientSecret, readClients, revokeClient } from "../store/clients.ts";
import { isResourceId } from "../store/resource-id.ts";
import { expiresAt, label } from "./expiry.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

export const clientBody = z.strictObject({ label, expiresAt });
export const secretBody = z.strictObject({ expiresAt });

/** `POST /tenants/{tenant}/clients`: a client with its first secret, in the only reply that ever holds it. */
export function makeClientEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { label: name, expiresAt: ends } = parseInput(clientBody, request.body);
    const secret = newClientSecret();
    const made = await makeClient(database, tenant, name, secret, ends ?? null);
    if (!made) throw noTenant(tenant);
    const body = { ...made, label: name, clientSecret: secret };
    return { status: 201, body: JSON.stringify(body), isSecret: true };
  };
}

/** `POST /tenants/{tenant}/clients/{id}/secrets`: another secret; the others stay valid. */
export function addClientSecretEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { expiresAt: ends } = parseInput(secretBody, request.body);
    const secret = newClientSecret();
    const made =
      isResourceId(request.id) && (await addClientSecret(database, tenant, request.id, secret, ends ?? null));
    if (!made) throw noClient(tenant);
    const body = {
      clientId: request.id,
      secretId: made.id,
      clientSecret: secret,
      expiresAt: made.expiresAt,
    };
    return { status: 201, body: JSON.stringify(body), isSecret: true };
  };
}

/** `GET /tenants/{tenant}/clients` */
export function listClientsEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const clients = await readClients(database, tenant);
    if (!clients) throw noTenant(tenant);
    return { status: 200, body: JSON.stringify({ clients }) };
  };
}

/**
 * `DELETE /tenants/{tenant}/clients/{id}` and `…/secrets/{secret}`: refused within a second on every replica, and the access
 * tokens that were issued for it with it.
 */
export function revokeClientEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { id, secret } = request;
    const one = secret === "" ? undefined : secret;
    const valid = isResourceId(id) && (one === undefined || isResourceId(one));
    if (!valid || !(await revokeClient(database, tenant, id, one))) throw noClient(tenant);
    return { status: 204 };
  };
}

function noClient(tenant: string): ScimError {
  return new ScimError(404, `The tenant ${tenant} has no such client or secret, or it is revoked`);
}
