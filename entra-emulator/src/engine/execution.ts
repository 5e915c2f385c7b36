import type {
  SynchronizationError,
  SynchronizationJob,
  SynchronizationTaskExecution,
} from "../tenant/model.ts";
import type { Journal } from "./journal.ts";
import { escrowQuarantineReason, liftQuarantine, quarantine } from "./quarantine.ts";

const INTERVAL_MS = 40 * 60_000;

/** How a cycle went. */
export interface CycleResult {
  readonly began: Date;
  readonly ended: Date;
  readonly full: boolean;
  /** Whether deletions were held back. */
  readonly heldDeletions: boolean;
  /** Why the cycle ended early; undefined when it did not. */
  readonly error: SynchronizationError | undefined;
}

/** Brings `status` and `schedule` of a job up to date after a cycle, and says when the next one is due. */
export function recordExecution(job: SynchronizationJob, journal: Journal, result: CycleResult): void {
  const { status, engine } = job;
  const execution = taskExecution(job, journal, result);
  status.lastExecution = execution;
  status.progress = [];
  if (execution.state === "Failed") status.countSuccessiveCompleteFailures += 1;
  else {
    status.countSuccessiveCompleteFailures = 0;
    status.lastSuccessfulExecution = execution;
    if (journal.exports > 0) status.lastSuccessfulExecutionWithExports = execution;
  }
  countEntries(job, journal);
  decideQuarantine(job, journal, result);
  if (status.quarantine === null) {
    if (job.schedule.state === "Active") status.code = "Active";
    if (engine.escrows.size === 0) reachSteadyState(job, execution.timeEnded);
  }
  const regular = new Date(result.ended.getTime() + INTERVAL_MS).toISOString();
  engine.nextCycleAt = job.schedule.state === "Active" ? (status.quarantine?.nextAttempt ?? regular) : null;
}

function taskExecution(
  job: SynchronizationJob,
  journal: Journal,
  result: CycleResult,
): SynchronizationTaskExecution {
  const failed = journal.failed.objects + journal.failed.references;
  const { added, removed } = journal.memberships;
  return {
    activityIdentifier: journal.cycleId,
    countEntitled: journal.entitled,
    countEntitledForProvisioning: journal.entitled,
    countEscrowed: job.engine.escrows.size,
    countEscrowedRaw: job.engine.escrows.size,
    countExported: journal.exports,
    countExports: journal.exports,
    countImported: journal.imported,
    countImportedDeltas: result.full ? 0 : journal.imported,
    countImportedReferenceDeltas: added + removed,
    error: result.error ?? null,
    state: result.error !== undefined ? "Failed" : failed > 0 ? "EntryLevelErrors" : "Succeeded",
    timeBegan: result.began.toISOString(),
    timeEnded: result.ended.toISOString(),
  };
}

function decideQuarantine(job: SynchronizationJob, journal: Journal, result: CycleResult): void {
  if (result.error !== undefined)
    return quarantine(job, "EncounteredQuarantineException", result.error, result.ended);
  if (result.heldDeletions) return quarantine(job, "TooManyDeletes", null, result.ended);
  const reason = escrowQuarantineReason({ attempted: journal.imported, ...journal.failed });
  return reason === undefined ? liftQuarantine(job) : quarantine(job, reason, null, result.ended);
}

/** The counts never fall, whatever is deleted; a restart that drops the links sets them back. */
function countEntries(job: SynchronizationJob, journal: Journal): void {
  for (const objectType of ["User", "Group"] as const) {
    const { created, matched } = journal.countsOf(objectType);
    const entries = job.status.synchronizedEntryCountByType;
    const entry = entries.find(({ key }) => key === objectType);
    if (entry !== undefined) entry.value += created + matched;
    else if (created + matched > 0) entries.push({ key: objectType, value: created + matched });
  }
}

function reachSteadyState({ status }: SynchronizationJob, at: string): void {
  if (status.steadyStateFirstAchievedTime.startsWith("0001-")) status.steadyStateFirstAchievedTime = at;
  status.steadyStateLastAchievedTime = at;
}
