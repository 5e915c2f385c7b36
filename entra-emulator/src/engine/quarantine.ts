import type { QuarantineReason, SynchronizationError, SynchronizationJob } from "../tenant/model.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours after the first failure of a series at which the next attempts come; from then on there is one a day. */
export const FIRST_RETRIES_H = [6, 12, 24] as const;
/** Days after which a job in quarantine is disabled. */
export const LONGEST_SERIES_D = 28;

/** Failures of one cycle. */
export interface FailureCounts {
  /** Objects that were exported or should have been. */
  readonly attempted: number;
  readonly objects: number;
  readonly references: number;
}

/** Why so many failures put a job into quarantine; undefined while there are not enough. */
export function escrowQuarantineReason({
  attempted,
  objects,
  references,
}: FailureCounts): QuarantineReason | undefined {
  if (objects + references > 60_000) return "EncounteredTotalEscrowThreshold";
  if (objects > 40_000) return "EncounteredBaseEscrowThreshold";
  if (objects >= 5_000 && objects > attempted * 0.4) return "EncounteredEscrowProportionThreshold";
  return undefined;
}

/** Puts the job into quarantine or, when it is there, postpones its next attempt; after 28 days the job is disabled. */
export function quarantine(
  job: SynchronizationJob,
  reason: QuarantineReason,
  error: SynchronizationError | null,
  now: Date,
): void {
  const before = job.status.quarantine;
  const began = before === null ? now : new Date(before.seriesBegan);
  const seriesCount = (before?.seriesCount ?? 0) + 1;
  const retry = FIRST_RETRIES_H[seriesCount - 1];
  const tomorrow = now.getTime() + DAY_MS;
  const planned = retry === undefined ? tomorrow : began.getTime() + retry * HOUR_MS;
  const nextAttempt = new Date(planned > now.getTime() ? planned : tomorrow).toISOString();
  const currentBegan = before?.reason === reason ? before.currentBegan : now.toISOString();
  job.status.quarantine = {
    currentBegan,
    nextAttempt,
    reason,
    seriesBegan: began.toISOString(),
    seriesCount,
    error,
  };
  job.status.code = "Quarantine";
  if (now.getTime() - began.getTime() >= LONGEST_SERIES_D * DAY_MS) job.schedule.state = "Disabled";
}

/** Lifts the quarantine after a cycle that went well. */
export function liftQuarantine(job: SynchronizationJob): void {
  job.status.quarantine = null;
}
