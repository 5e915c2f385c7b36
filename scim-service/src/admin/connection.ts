import { tokenAddress } from "../oauth/token-endpoint.ts";
import type { Service } from "../service.ts";
import { readClients } from "../store/clients.ts";
import { readTenants } from "../store/tenants.ts";
import { readTokens } from "../store/tokens.ts";
import { readTrusts } from "../store/trusts.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

/** Where a field's value is shown once only. */
const SHOWN_ONCE = "shown once, when it is made";

/**
 * `GET /tenants/{tenant}/connection`: for each of Entra's authentication methods the fields of its page **Connectivity** with
 * the values to enter, and what is valid for it. Secrets are not in it.
 */
export function connectionEndpoint(service: Service): AdminEndpoint {
  const { config, database } = service;
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const tenantUrl = {
      name: "Tenant URL",
      value: tokenAddress(service).replace(/\/oauth\/token$/, "") + config.basePath,
    };
    const tokenEndpoint = { name: "Token endpoint", value: tokenAddress(service) };
    const [row] = await readTenants(database, tenant);
    if (!row) throw noTenant(tenant);
    const [tokens = [], clients = [], trusts = []] = await Promise.all([
      readTokens(database, tenant),
      readClients(database, tenant),
      readTrusts(database, tenant),
    ]);
    const methods = [
      {
        method: "Bearer authentication",
        accepted: row.bearerTokens,
        fields: [tenantUrl, { name: "Secret token", value: SHOWN_ONCE }],
        tokens: tokens.filter(isValid),
      },
      {
        method: "OAuth2 client credentials grant",
        accepted: true,
        clients: clients
          .filter(({ revokedAt }) => revokedAt === null)
          .map(({ id, label, secrets }) => ({
            label,
            fields: [
              tenantUrl,
              tokenEndpoint,
              { name: "Client identifier", value: id },
              { name: "Client secret", value: SHOWN_ONCE },
            ],
            secrets: secrets.filter(isValid),
          })),
      },
      {
        method: "Workload identity based authentication",
        accepted: true,
        fields: [tenantUrl, tokenEndpoint],
        trusts: trusts.filter(({ revokedAt }) => revokedAt === null),
      },
    ];
    return { status: 200, body: JSON.stringify({ methods }) };
  };
}

function isValid({ revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null }): boolean {
  return revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now());
}
