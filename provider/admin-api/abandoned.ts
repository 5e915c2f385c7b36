import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import { type AdminApi, listClients, listTokens, revokeClient, revokeToken } from "./admin-api.ts";

/*
 * A deployment that is killed between the service's answer and the engine's write of the state leaves something valid
 * behind that nobody holds. It is found again by two things that every version of the service keeps: the label, which ends
 * with a mark of the resource, and the last use, because what was never written to the state never reached anybody who
 * could use it. What Entra signs in with has been used, at the latest by the connection test.
 */

/** Longest label that the service takes, in UTF-16 code units. */
const LONGEST_LABEL = 128;

/** The label with the mark of the resource that is being made; cut where both together are too long for the service. */
export function labelFor(label: string, context: Context): string {
  const mark = markOf(context);
  return label.slice(0, LONGEST_LABEL - mark.length).toWellFormed() + mark;
}

/** Revokes the resource's earlier tokens that were never used. */
export async function revokeAbandonedTokens(
  api: AdminApi,
  tenant: string,
  issued: string,
  context: Context,
): Promise<void> {
  const tokens = (await listTokens(api, tenant, context)) ?? [];
  const abandoned = tokens.filter((token) => isEarlier(token, issued, context) && token.lastUsedAt === null);
  for (const { id } of abandoned) await revokeToken(api, tenant, id, context);
}

/** Revokes the resource's earlier clients of which no secret was ever used. */
export async function revokeAbandonedClients(
  api: AdminApi,
  tenant: string,
  made: string,
  context: Context,
): Promise<void> {
  const clients = (await listClients(api, tenant, context)) ?? [];
  const abandoned = clients.filter(
    (client) =>
      isEarlier(client, made, context) && client.secrets.every(({ lastUsedAt }) => lastUsedAt === null),
  );
  for (const { id } of abandoned) await revokeClient(api, tenant, id, context);
}

interface Listed {
  readonly id: string;
  readonly label: string;
  readonly revokedAt?: string | null | undefined;
}

/** Whether it is the same resource's, valid, and not the one that was just issued. */
function isEarlier({ id, label, revokedAt }: Listed, issued: string, context: Context): boolean {
  return id !== issued && revokedAt == null && label.endsWith(markOf(context));
}

/** The same for each resource of each stack, whatever its inputs are. */
function markOf({ urn }: Context): string {
  return ` (${createHash("sha256").update(urn).digest("hex").slice(0, 12)})`;
}
