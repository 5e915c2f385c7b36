import type { Context } from "../../context.ts";
import { getJob, type SynchronizationJob } from "../../graph/synchronization.ts";
import type { JobReference } from "../../identifiers.ts";
import { lastCycleOf, quarantineOf } from "../../job-health.ts";

const DEFAULT_TIMEOUT = 60 * 60_000;
const FIRST_INTERVAL = 1000;
const LAST_INTERVAL = 15_000;

/**
 * Waits for the end of a cycle that had not ended in `before`, and shows its progress.
 *
 * @returns the job as it is then, and what went wrong, if anything did.
 */
export async function waitForCycle(
  reference: JobReference,
  before: SynchronizationJob,
  context: Context,
): Promise<{ job: SynchronizationJob; failure?: string }> {
  const { timing } = context.http;
  const timeout = context.timeout ?? DEFAULT_TIMEOUT;
  const began = timing.now();
  for (let interval = FIRST_INTERVAL; ; interval = Math.min(LAST_INTERVAL, interval * 1.5)) {
    const job = await getJob(reference, context);
    const quarantine = quarantineOf(job);
    if (quarantine !== undefined) {
      const why = quarantine.error ?? quarantine.reason;
      return { job, failure: `Entra put the job into quarantine in its first cycle: ${why}` };
    }
    const cycle = lastCycleOf(job);
    if (cycle !== undefined && cycleId(job) !== cycleId(before)) {
      if (cycle.state !== "Failed") {
        if (cycle.escrowed > 0) {
          context.log.warn(`${cycle.escrowed} objects failed in the first cycle; see the provisioning logs.`);
        }
        return { job };
      }
      return { job, failure: `The first cycle failed: ${cycle.error ?? "Entra does not say why"}` };
    }
    if (timing.now() - began + interval > timeout) {
      const minutes = Math.round(timeout / 60_000);
      return {
        job,
        failure:
          `The first cycle was not over after ${minutes} minutes. It goes on without us: deploy again later, ` +
          "or give `customTimeouts.create` more time.",
      };
    }
    context.log.progress(progressOf(job));
    await timing.sleep(interval, context.signal);
  }
}

function cycleId(job: SynchronizationJob): string | undefined {
  const execution = job.status.lastExecution;
  return execution == null ? undefined : (execution.activityIdentifier ?? execution.timeEnded);
}

function progressOf(job: SynchronizationJob): string {
  const parts = (job.status.progress ?? []).map(
    ({ completedUnits, totalUnits, units }) => `${completedUnits} of ${totalUnits} ${units ?? "objects"}`,
  );
  return `first cycle: ${parts.length === 0 ? "waiting for Entra to begin" : parts.join(", ")}`;
}
