import { z } from "zod";
import type { SynchronizationJob } from "./graph/synchronization.ts";

export const cycleSummary = z
  .object({
    state: z.string().describe("Graph's state: `Succeeded`, `Failed` or `EntryLevelErrors`."),
    began: z.string().describe("ISO 8601 in UTC."),
    ended: z.string().describe("ISO 8601 in UTC."),
    imported: z.number().describe("Objects read from Entra."),
    exported: z.number().describe("Changes sent to the target system."),
    escrowed: z.number().describe("Objects that failed and are tried again later."),
    error: z.string().optional().describe("Entra's code and message, when the cycle failed."),
  })
  .meta({
    title: "CycleSummary",
    description: "A cycle of a provisioning job (Graph's `synchronizationTaskExecution`).",
  });

export const quarantineSummary = z
  .object({
    reason: z.string().describe("Graph's reason, such as `EncounteredBaseEscrowThreshold`."),
    since: z.string().describe("ISO 8601 in UTC."),
    nextAttempt: z.string().describe("ISO 8601 in UTC."),
    error: z.string().optional().describe("Entra's code and message."),
  })
  .meta({
    title: "QuarantineSummary",
    description: "Why and since when Entra has slowed a job down (Graph's `synchronizationQuarantine`).",
  });

type CycleSummary = z.output<typeof cycleSummary>;
type QuarantineSummary = z.output<typeof quarantineSummary>;

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
