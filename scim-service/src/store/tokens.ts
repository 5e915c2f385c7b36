import { hash, randomBytes, randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { BatchWork } from "./batch.ts";
import type { Queries } from "./database.ts";

/** Whom a request speaks for. */
export interface Principal {
  /** The tenant's number in the database: the first key of every table. */
  readonly tenant: number;
  readonly tenantId: string;
  readonly strict: boolean;
  /** Whether the tenant accepts bearer tokens of the admin API. */
  readonly bearerTokens: boolean;
  readonly tokenId: string;
}

export interface TokenRow {
  readonly id: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

const COLUMNS = `id, label, created_at as "createdAt", expires_at as "expiresAt",
  last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

interface LookedUp extends Principal {
  /** Milliseconds; null where it does not expire. */
  readonly expiresIn: number | null;
}

// Writes the time of use at most once a minute, in the statement that looks the tokens up. An access token ends with the
// secret, client or trust that it was issued for.
const STATEMENT = {
  name: "tokens",
  text: `with found as (
      select k.id, k.hash, k.tenant, t.id as tenant_id, t.strict, t.bearer_tokens, k.last_used_at,
        extract(epoch from k.expires_at - now()) * 1000 as expires_in
      from scim.tokens k join scim.tenants t on t.key = k.tenant
      left join scim.client_secrets s on s.id = k.secret
      left join scim.clients c on c.id = s.client
      left join scim.trusts x on x.id = k.trust
      where k.hash = any($1) and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        and s.revoked_at is null and c.revoked_at is null and x.revoked_at is null
        and (t.bearer_tokens or k.secret is not null or k.trust is not null)
    ), used as (
      update scim.tokens k set last_used_at = now() from found
      where k.id = found.id and coalesce(found.last_used_at, '-infinity') < now() - interval '1 minute'
    )
    select encode(hash, 'base64') as sha256, tenant, tenant_id as "tenantId", strict,
      bearer_tokens as "bearerTokens", id as "tokenId",
      expires_in::float8 as "expiresIn"
    from found`,
};

/** By SHA-256 in base64. Look-ups share statements whoever sends them, so a flood of unknown tokens takes two connections. */
const LOOK_UP: BatchWork<string, LookedUp | undefined> = {
  changes: false,
  async run(queries, _tenant, digests) {
    const rows = await queries.query<LookedUp & { sha256: string }>(STATEMENT, [
      digests.map((sha256) => Buffer.from(sha256, "base64")),
    ]);
    const found = new Map(rows.map(({ sha256, ...row }) => [sha256, row]));
    return digests.map((sha256) => found.get(sha256));
  },
};
/** In place of the tenant, which only the token tells. */
const UNKNOWN_TENANT = 0;

/** How long a look-up is cached, in milliseconds from before it was sent: a revoked token is refused after this. */
const CACHE_TTL = 500;
const MAX_CACHED = 10_000;

/** What a look-up found, and until when that may be used, by the process's clock. */
export interface TokenAnswer {
  readonly principal: Principal | undefined;
  readonly until: number;
}

/**
 * Looks tokens up by their SHA-256, remembering each answer for half a second. That is shorter than the second in which
 * a revocation must take effect on every replica, costs two look-ups a second and needs no messages between replicas.
 */
export class Tokens {
  readonly #cache: LRUCache<string, TokenAnswer, Queries>;
  readonly #queries: Queries;

  constructor(queries: Queries) {
    this.#queries = queries;
    this.#cache = new LRUCache<string, TokenAnswer, Queries>({
      max: MAX_CACHED,
      ttl: CACHE_TTL,
      // A look-up that is evicted before its answer arrives still gets the answer.
      ignoreFetchAbort: true,
      fetchMethod: async (sha256, _stale, { options, context }) => {
        const asked = performance.now();
        const row = await context.batch(LOOK_UP, UNKNOWN_TENANT, sha256);
        const until = asked + Math.min(CACHE_TTL, row?.expiresIn ?? CACHE_TTL);
        options.ttl = Math.max(1, until - performance.now());
        if (!row) return { principal: undefined, until };
        const { expiresIn: _expiresIn, ...principal } = row;
        return { principal, until };
      },
    });
  }

  /** What is known of a token: without a principal when it is unknown, revoked or expired. */
  lookUp(token: string): Promise<TokenAnswer | undefined> {
    return this.#cache.fetch(digest(token), { context: this.#queries });
  }
}

/** SHA-256, as the database keeps it. */
export function digestOf(secret: string): Buffer {
  return Buffer.from(digest(secret), "base64");
}

/** SHA-256 in base64. */
function digest(token: string): string {
  return hash("sha256", token, "base64");
}

/** A new token of 256 random bits; the prefix lets secret scanners find a leaked one. */
export function newToken(): string {
  return `scim_${randomBytes(32).toString("base64url")}`;
}

/** Stores a token's hash. Undefined when the tenant does not exist, or the same token is stored already. */
export async function issueToken(
  queries: Queries,
  tenantId: string,
  token: string,
  label: string,
  expiresAt: string | null,
): Promise<TokenRow | undefined> {
  const [row] = await queries.query<TokenRow & Record<string, unknown>>(
    {
      text: `insert into scim.tokens (id, tenant, hash, label, expires_at)
        select $2, key, $3, $4, $5 from scim.tenants where id = $1
        on conflict (hash) do nothing
        returning ${COLUMNS}`,
    },
    [tenantId, randomUUID(), digestOf(token), label, expiresAt],
  );
  return row;
}

/** All bearer tokens of a tenant that the admin API issued, the revoked ones included; undefined when the tenant does not exist. */
export async function readTokens(
  queries: Queries,
  tenantId: string,
): Promise<readonly TokenRow[] | undefined> {
  const rows = await queries.query<TokenRow & { found: string; id: string | null }>(
    {
      text: `select t.id as found, k.* from scim.tenants t
        left join lateral (
          select ${COLUMNS} from scim.tokens where tenant = t.key and secret is null and trust is null
        ) k on true
        where t.id = $1 order by k."createdAt", k.id`,
    },
    [tenantId],
  );
  if (rows.length === 0) return undefined;
  return rows.flatMap(({ found: _found, id, ...rest }) => (id === null ? [] : [{ id, ...rest }]));
}

/** Revokes a token for good. False when the tenant has no such token. */
export async function revokeToken(queries: Queries, tenantId: string, id: string): Promise<boolean> {
  const rows = await queries.query(
    {
      text: `update scim.tokens k set revoked_at = coalesce(k.revoked_at, now())
        from scim.tenants t where t.id = $1 and k.tenant = t.key and k.id = $2 returning k.id`,
    },
    [tenantId, id],
  );
  return rows.length > 0;
}
