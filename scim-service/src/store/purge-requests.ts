import type { Queries, Statement } from "./database.ts";

/** Requests are deleted after so many days, and beyond so many of a tenant. */
export const MAX_DAYS = 30;
export const MAX_REQUESTS = 100_000;
/** Beyond so many members of a tenant's requests, those of its oldest requests are deleted: some 80 MB with their indexes. */
export const MAX_MEMBERS_OF_REQUESTS = 500_000;
/** Days for which the counts of each hour stay. */
const MAX_DAYS_OF_COUNTS = 90;
const MAX_ID = 2n ** 63n - 1n;

/**
 * Most rows of one statement: some tenths of a second. A tenant may send millions of requests between two purges, which
 * no statement would delete in the time that it has.
 */
export const PURGED_AT_ONCE = 20_000;

/** Deletes the first rows that meet a condition. @param order of one of the table's indexes. */
function purge(name: string, table: string, condition: string, order: string): Statement {
  return {
    name,
    text: `with gone as (
        delete from ${table} where ctid = any(array(
          select ctid from ${table} where tenant = $1 and ${condition} order by ${order} limit ${PURGED_AT_ONCE}
        )) returning 1
      )
      select count(*)::int as count from gone`,
  };
}

const TOO_OLD = purge(
  "requests-purge-old",
  "scim.requests",
  "at < now() - make_interval(days => $2)",
  "tenant, at",
);
const TOO_MANY = purge("requests-purge", "scim.requests", "id <= $2", "tenant, id");
const MEMBERS = purge("request-members-purge", "scim.request_members", "request < $2", "tenant, request");

const COUNTS = {
  name: "request-counts-purge",
  text: "delete from scim.request_counts where tenant = $1 and hour < now() - make_interval(days => $2)",
};

/** The newest request that is one too many. */
const FIRST_TOO_MANY = {
  name: "requests-first-too-many",
  text: "select id as last from scim.requests where tenant = $1 order by id desc offset $2 limit 1",
};

/** Behind the members that go: those of requests that are gone, and those that are too many. */
const LAST_OF_MEMBERS = {
  name: "request-members-last",
  text: `select greatest(
      coalesce((select id from scim.requests where tenant = $1 order by id limit 1), ${MAX_ID}),
      (select request from scim.request_members where tenant = $1 order by request desc offset $2 limit 1) + 1) as last`,
};

/** Deletes what is too old, or more than a tenant may have, until the signal is aborted. */
export async function purgeRequests(queries: Queries, enough?: AbortSignal): Promise<void> {
  const tenants = await queries.query<{ key: number }>({ text: "select key from scim.tenants" }, []);
  const bound = async (statement: Statement, tenant: number, most: number) => {
    const [row] = await queries.query<{ last: string }>(statement, [tenant, most]);
    return row?.last;
  };
  const purgeAll = async (statement: Statement, tenant: number, most: string | number): Promise<void> => {
    for (;;) {
      if (enough?.aborted) return;
      const [row] = await queries.query<{ count: number }>(statement, [tenant, most]);
      if (row === undefined || row.count < PURGED_AT_ONCE) return;
    }
  };
  for (const { key } of tenants) {
    if (enough?.aborted) return;
    await queries.query(COUNTS, [key, MAX_DAYS_OF_COUNTS]);
    await purgeAll(TOO_OLD, key, MAX_DAYS);
    const tooMany = await bound(FIRST_TOO_MANY, key, MAX_REQUESTS);
    if (tooMany !== undefined) await purgeAll(TOO_MANY, key, tooMany);
    const members = await bound(LAST_OF_MEMBERS, key, MAX_MEMBERS_OF_REQUESTS);
    if (members !== undefined) await purgeAll(MEMBERS, key, members);
  }
}
