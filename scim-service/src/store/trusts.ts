import { randomUUID } from "node:crypto";
import type { Queries } from "./database.ts";

/** Whose assertions are accepted for a tenant: the values of an Entra token, each compared exactly. */
export interface Trust {
  /** `iss`, such as `https://login.microsoftonline.com/<directory>/v2.0`. */
  readonly issuer: string;
  /** `sub`: the object id of the application's service principal. */
  readonly subject: string;
  /** `aud`. */
  readonly audience: string;
  /** `tid`: the directory (tenant) id. */
  readonly directory: string;
}

export interface TrustRow extends Trust {
  readonly id: string;
  readonly label: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

const COLUMNS = `x.id, x.label, x.issuer, x.subject, x.audience, x.directory, x.created_at as "createdAt",
  x.last_used_at as "lastUsedAt", x.revoked_at as "revokedAt"`;

/** Adds a trust. `taken`: a trust of the same issuer, subject and audience is valid, here or for another tenant. */
export async function addTrust(
  queries: Queries,
  tenant: string,
  label: string,
  { issuer, subject, audience, directory }: Trust,
): Promise<TrustRow | "noTenant" | "taken"> {
  const [row] = await queries.query<{ found: boolean } & TrustRow & Record<string, unknown>>(
    {
      text: `with owner as (select key from scim.tenants where id = $1),
        made as (
          insert into scim.trusts (id, tenant, label, issuer, subject, audience, directory)
          select $2, key, $3, $4, $5, $6, $7 from owner
          on conflict (issuer, subject, audience) where revoked_at is null do nothing
          returning *
        )
        select exists(select from owner) as found, ${COLUMNS} from (select 1) one left join made x on true`,
    },
    [tenant, randomUUID(), label, issuer, subject, audience, directory],
  );
  if (!row?.found) return "noTenant";
  const { found: _found, ...made } = row;
  return made.id === null ? "taken" : made;
}

/** All trusts of a tenant; undefined when the tenant does not exist. */
export async function readTrusts(queries: Queries, tenant: string): Promise<readonly TrustRow[] | undefined> {
  const rows = await queries.query<{ id: string | null } & Omit<TrustRow, "id"> & Record<string, unknown>>(
    {
      text: `select ${COLUMNS} from scim.tenants t left join scim.trusts x on x.tenant = t.key
        where t.id = $1 order by x.created_at, x.id`,
    },
    [tenant],
  );
  if (rows.length === 0) return undefined;
  return rows.flatMap(({ id, ...rest }) => (id === null ? [] : [{ id, ...rest }]));
}

/** The valid trust of an issuer, subject and audience, and its tenant. */
export async function findTrust(
  queries: Queries,
  { issuer, subject, audience }: Omit<Trust, "directory">,
): Promise<(TrustRow & { readonly tenant: string }) | undefined> {
  const [row] = await queries.query<TrustRow & { tenant: string }>(
    {
      name: "trust",
      text: `select ${COLUMNS}, t.id as tenant from scim.trusts x join scim.tenants t on t.key = x.tenant
        where x.issuer = $1 and x.subject = $2 and x.audience = $3 and x.revoked_at is null`,
    },
    [issuer, subject, audience],
  );
  return row;
}

/** Notes that an assertion was accepted. */
export async function noteTrustUsed(queries: Queries, id: string): Promise<void> {
  await queries.query({ text: "update scim.trusts set last_used_at = now() where id = $1" }, [id]);
}

/** Revokes a trust for good; access tokens that were issued for it end with it. False when the tenant has no such trust. */
export async function revokeTrust(queries: Queries, tenant: string, id: string): Promise<boolean> {
  const rows = await queries.query(
    {
      text: `update scim.trusts x set revoked_at = coalesce(x.revoked_at, now())
        from scim.tenants t where t.id = $1 and x.tenant = t.key and x.id = $2 returning x.id`,
    },
    [tenant, id],
  );
  return rows.length > 0;
}
