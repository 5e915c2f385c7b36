import type { Escrow, SynchronizationJob } from "../tenant/model.ts";
import { TargetError } from "./wire/target-error.ts";

const INTERVAL_MS = 40 * 60_000;
const LONGEST_GAP_MS = 24 * 3_600_000;

/** Why a reference is in escrow that nothing is wrong with itself. */
export const WAITING = new TargetError(
  "EntrySynchronizationSkipped",
  "An object that is referred to was not provisioned yet.",
);

/**
 * Notes a failure, to be retried: in the very next cycle at first, then with gaps that double up to a day. That gaps
 * grow is documented, by how much is not.
 */
export function addEscrow(
  job: SynchronizationJob,
  about: Pick<Escrow, "sourceId" | "objectType" | "kind">,
  error: TargetError,
  now: Date,
): void {
  const key = escrowKey(about);
  const known = job.engine.escrows.get(key);
  const failures = (known?.failures ?? 0) + 1;
  const gap = failures === 1 ? 0 : Math.min(INTERVAL_MS * 2 ** (failures - 2), LONGEST_GAP_MS);
  job.engine.escrows.set(key, {
    ...about,
    error: {
      code: error.code,
      message: error.message,
      tenantActionable: error.status !== null && error.status < 500,
    },
    failures,
    firstFailedAt: known?.firstFailedAt ?? now.toISOString(),
    nextAttemptAt: new Date(now.getTime() + gap).toISOString(),
  });
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
