import type { Queries } from "./database.ts";

/** What a person did in the console. */
export interface AuditEntry {
  readonly at: string;
  readonly who: string;
  /** Name of the action in logs and metrics, e.g. `console.issueToken`. */
  readonly action: string;
  readonly tenant: string | null;
  /** A label or an id. */
  readonly subject: string | null;
  readonly requestId: string;
  /** Null when the service ended before it was known; `done`, or why not. */
  readonly outcome: string | null;
}

/**
 * Does something that the audit log tells of: it is entered first, so that nothing happens without a line, and its outcome
 * is added.
 */
export async function audited<Result>(
  queries: Queries,
  { who, action, tenant, subject, requestId }: Omit<AuditEntry, "at" | "outcome">,
  work: () => Promise<Result>,
): Promise<Result> {
  const [row] = await queries.query<{ id: string }>(
    {
      text: `insert into scim.audit (who, action, tenant, subject, request)
        values ($1, $2, $3, $4, $5) returning id`,
    },
    [who, action, tenant, subject, requestId],
  );
  const close = (outcome: string) =>
    queries.query({ text: "update scim.audit set outcome = $2 where id = $1" }, [row?.id, outcome]);
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    await close(error instanceof Error ? error.message : String(error));
    throw error;
  }
  await close("done");
  return result;
}

/** The newest entries first. */
export async function readAudit(queries: Queries, limit: number): Promise<readonly AuditEntry[]> {
  return queries.query<AuditEntry & Record<string, unknown>>(
    {
      name: "audit",
      text: `select at, who, action, tenant, subject, request as "requestId", outcome
        from scim.audit order by id desc limit $1`,
    },
    [limit],
  );
}
