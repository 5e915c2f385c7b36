import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { GUIDE } from "../../guide.ts";
import { ProviderError } from "../../runtime/error.ts";
import { findJob, type SynchronizationJob } from "../../graph/synchronization.ts";
import { jobId, servicePrincipalId } from "../../identifiers.ts";
import { cycleSummary, lastCycleOf, quarantineOf, quarantineSummary } from "../../job-health.ts";
import { present } from "../../runtime/property-map/present.ts";

const args = z.object({ servicePrincipalId, jobId });

const result = z.object({
  status: z.string().describe("Graph's code: `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`."),
  schedule: z.string().describe("Graph's schedule state: `Active`, `Disabled` or `Paused`."),
  interval: z.string().describe("ISO 8601 duration between cycles."),
  lastCycle: cycleSummary.optional().describe("The last cycle; absent before the first is over."),
  quarantine: quarantineSummary.optional().describe("Why Entra has slowed the job down, if it has."),
  synchronized: z
    .record(z.string(), z.number())
    .describe("Objects in sync by kind, such as `{ User: 58, Group: 7 }`."),
  summary: z
    .string()
    .describe("One sentence for a person, the same as long as the job's condition is the same."),
});

export const getJobHealth: EntraFunction<typeof args, typeof result> = {
  name: "getJobHealth",
  description: "How a provisioning job is doing now. Fails when there is no such job.",
  example: `
servicePrincipalId: \${application.servicePrincipalId}
jobId: \${application.jobId}`,
  args,
  result,

  async call(reference, context) {
    const job = await findJob(reference, context);
    if (job === undefined) {
      throw new ProviderError(
        `Step ${GUIDE.synchronization.number} of the guide (${GUIDE.synchronization.name}): there is no job ` +
          `${reference.jobId} of the service principal ${reference.servicePrincipalId}.`,
      );
    }
    const counts = (job.status.synchronizedEntryCountByType ?? []).map(
      ({ key, value }) => [key, value] as const,
    );
    return {
      status: job.status.code,
      schedule: job.schedule.state,
      interval: job.schedule.interval ?? "",
      synchronized: Object.fromEntries(counts),
      summary: summaryOf(job),
      ...present({ lastCycle: lastCycleOf(job), quarantine: quarantineOf(job) }),
    };
  },
};

/**
 * A job's condition in one sentence, which stays the same as long as the condition does: no counts, and no time of the
 * last cycle or the next attempt. So a program may export it, and a preview shows it only when something has happened.
 */
export function summaryOf(job: SynchronizationJob): string {
  const quarantine = quarantineOf(job);
  if (quarantine !== undefined) {
    return asSentence(`In quarantine since ${quarantine.since}: ${quarantine.error ?? quarantine.reason}`);
  }
  if (job.schedule.state !== "Active") return "Not running.";
  const cycle = lastCycleOf(job);
  if (cycle?.state === "Failed")
    return asSentence(`Running; the last cycle failed: ${cycle.error ?? "no reason given"}`);
  return "Running.";
}

/** Some of Entra's messages end with a full stop, others do not. */
function asSentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
