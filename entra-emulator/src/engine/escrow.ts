import type { Escrow, SynchronizationJob } from "../tenant/model.ts";
import { formatDate } from "./functions/date-format.ts";
import { TargetError } from "./wire/target-error.ts";

/** Hours until an object is tried again after its first, second, ... failure; the last figure is for all further ones. */
export const RETRY_GAPS_H = [0, 6, 12, 24] as const;

/** How .NET writes a time in full, in UTC. */
export const ROUND_TRIP_FORMAT = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

/** Why a reference is in escrow although nothing is wrong with it. */
export const WAITING = new TargetError(
  "EntrySynchronizationSkipped",
  "An object that this one refers to is not provisioned yet.",
);

/** Notes a failure, to be retried: in the very next cycle at first, then after growing gaps. */
export function addEscrow(
  job: SynchronizationJob,
  about: Pick<Escrow, "sourceId" | "objectType" | "kind">,
  error: TargetError,
  now: Date,
): Escrow {
  const key = escrowKey(about);
  const known = job.engine.escrows.get(key);
  const failures = (known?.failures ?? 0) + 1;
  const gap = (RETRY_GAPS_H[failures - 1] ?? RETRY_GAPS_H[3]) * 3_600_000;
  const escrow: Escrow = {
    ...about,
    error: {
      code: error.code,
      message: error.message,
      tenantActionable: error.status !== undefined && error.status < 500,
    },
    failures,
    firstFailedAt: known?.firstFailedAt ?? now.toISOString(),
    nextAttemptAt: new Date(now.getTime() + gap).toISOString(),
  };
  job.engine.escrows.set(key, escrow);
  return escrow;
}

/** What the reason of a failure ends with in the provisioning log. */
export function retryNotice({ failures, nextAttemptAt }: Escrow): string {
  const next = formatDate(new Date(nextAttemptAt), ROUND_TRIP_FORMAT);
  return `. This operation was retried ${failures - 1} times. It will be retried again after this date: ${next} UTC`;
}

/** What an attempt now is made for: the failure that it repeats, else a change. */
export function triggerOf(
  job: SynchronizationJob,
  about: Pick<Escrow, "sourceId" | "kind">,
  now: Date,
): Escrow | "change" {
  const escrow = job.engine.escrows.get(escrowKey(about));
  if (escrow === undefined || escrow.error.code === WAITING.code) return "change";
  return Date.parse(escrow.nextAttemptAt) <= now.getTime() ? escrow : "change";
}

export function removeEscrow(job: SynchronizationJob, about: Pick<Escrow, "sourceId" | "kind">): void {
  job.engine.escrows.delete(escrowKey(about));
}

export function hasEscrow(job: SynchronizationJob, about: Pick<Escrow, "sourceId" | "kind">): boolean {
  return job.engine.escrows.has(escrowKey(about));
}

/** The failures of a kind that are to be retried by now, oldest first. */
export function dueEscrows(job: SynchronizationJob, kind: Escrow["kind"], now: Date): Escrow[] {
  return [...job.engine.escrows.values()].filter(
    (escrow) => escrow.kind === kind && Date.parse(escrow.nextAttemptAt) <= now.getTime(),
  );
}

function escrowKey({ kind, sourceId }: Pick<Escrow, "sourceId" | "kind">): string {
  return `${kind}:${sourceId}`;
}
