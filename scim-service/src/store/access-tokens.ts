import { randomUUID } from "node:crypto";
import type { Queries } from "./database.ts";
import { digestOf } from "./tokens.ts";

/** Most access tokens of one secret or trust that are valid at the same time; Entra needs one. */
const MOST_VALID = 1_000;

/** What an access token is issued for. */
export type Grant = { readonly secret: string } | { readonly trust: string };

/** How issuing went: `revoked` between the check of the credential and now, or `tooMany` valid tokens. */
export type Issued = "issued" | "revoked" | "tooMany";

/**
 * Stores the hash of an access token, and throws away those of the same grant that ended a day ago. A grant that is revoked
 * in the same moment ends the token, too: every look-up of a token asks for its grant.
 *
 * @param lifetime in seconds.
 */
export async function storeAccessToken(
  queries: Queries,
  grant: Grant,
  token: string,
  lifetime: number,
): Promise<Issued> {
  const [column, id] =
    "secret" in grant ? (["secret", grant.secret] as const) : (["trust", grant.trust] as const);
  const [row] = await queries.query<{ found: boolean; issued: boolean }>(
    {
      text: `with granted as (${GRANTED[column]}),
        old as (delete from scim.tokens where ${column} = $1 and expires_at < now() - interval '1 day'),
        issued as (
          insert into scim.tokens (id, tenant, hash, label, expires_at, ${column})
          select $2, tenant, $3, label, now() + make_interval(secs => $4), $1 from granted
          where (select count(*) from scim.tokens where ${column} = $1 and expires_at > now()) < $5
          returning 1
        )
        select exists(select from granted) as found, exists(select from issued) as issued`,
    },
    [id, randomUUID(), digestOf(token), lifetime, MOST_VALID],
  );
  if (!row?.found) return "revoked";
  return row.issued ? "issued" : "tooMany";
}

const GRANTED = {
  secret: `select c.tenant, c.label from scim.client_secrets s join scim.clients c on c.id = s.client
    where s.id = $1 and s.revoked_at is null and c.revoked_at is null
      and (s.expires_at is null or s.expires_at > now())`,
  trust: "select tenant, label from scim.trusts where id = $1 and revoked_at is null",
} as const;
