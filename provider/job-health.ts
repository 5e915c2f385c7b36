import { z } from "zod";
import type { SynchronizationJob } from "./graph/synchronization.ts";
import type { CycleSummary, QuarantineSummary } from "./sdk/get-job-health.ts";

export const cycleSummary = z.object({
  state: z.string(),
  began: z.string(),
  ended: z.string(),
  imported: z.number(),
  exported: z.number(),
  escrowed: z.number(),
  error: z.string().optional(),
});

export const quarantineSummary = z.object({
  reason: z.string(),
  since: z.string(),
  nextAttempt: z.string(),
  error: z.string().optional(),
});

/** The last cycle of a job; undefined before the first is over. */
export function lastCycleOf(job: SynchronizationJob): CycleSummary | undefined {
  const execution = job.status.lastExecution;
  if (execution == null) return undefined;
  return {
    state: execution.state,
    began: execution.timeBegan,
    ended: execution.timeEnded,
    imported: execution.countImported,
    exported: execution.countExported,
    escrowed: execution.countEscrowed,
    ...errorOf(execution.error),
  };
}

/** Undefined when the job is not in quarantine. */
export function quarantineOf(job: SynchronizationJob): QuarantineSummary | undefined {
  const quarantine = job.status.quarantine;
  if (quarantine == null) return undefined;
  return {
    reason: quarantine.reason,
    since: quarantine.currentBegan,
    nextAttempt: quarantine.nextAttempt,
    ...errorOf(quarantine.error),
  };
}

function errorOf(
  error: { code?: string | null | undefined; message?: string | null | undefined } | null | undefined,
): { error?: string } {
  const text = [error?.code, error?.message].filter((part) => part != null && part !== "").join(": ");
  return text === "" ? {} : { error: text };
}

/** How a program ends a quarantine whose cause is mended, for a person. */
export const END_QUARANTINE =
  "To end the quarantine now, give `restart` of ProvisioningStart a new text and deploy; in this kit's stack: " +
  `pulumi config set --path provisioning.restart '<any new text, such as the date>'`;
