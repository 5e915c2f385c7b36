import { z } from "zod";
import { compareProperties } from "../../runtime/binding/compare-properties.ts";
import type { Context, EntraResource } from "../../context.ts";
import { PartialFailure } from "../../runtime/error.ts";
import {
  findJob,
  getJob,
  pauseJob,
  restartJob,
  startJob,
  type SynchronizationJob,
} from "../../graph/synchronization.ts";
import {
  formatJobReference,
  jobId,
  type JobReference,
  parseJobReference,
  servicePrincipalId,
} from "../../identifiers.ts";
import { cycleSummary, lastCycleOf, quarantineOf, quarantineSummary } from "../../job-health.ts";
import { restart, waitForFirstCycle } from "./shapes.ts";
import { waitForCycle } from "./wait-for-cycle.ts";

const inputs = z.object({ servicePrincipalId, jobId, waitForFirstCycle, restart });

const state = z.object({
  status: z.string().describe("Graph's code: `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`."),
  schedule: z.string().describe("Graph's schedule state: `Active`, `Disabled` or `Paused`."),
  lastCycle: cycleSummary.optional().describe("The last cycle when the job was last looked at."),
  quarantine: quarantineSummary.optional().describe("Why Entra has slowed the job down, if it has."),
});

type State = z.output<typeof state>;

const REPLACE_ON = ["servicePrincipalId", "jobId"] as const;

/** The guide's "Start provisioning": started when created, paused when deleted. */
export const provisioningStart: EntraResource<typeof inputs, typeof state> = {
  type: "ProvisioningStart",
  description:
    'The guide\'s "Start provisioning", the last step: starts the job, and pauses it when deleted. A job that ' +
    "somebody paused in the admin center shows as drift and is started again. `customTimeouts.create` sets another limit " +
    "to the wait for the first cycle. Import id: `<servicePrincipalId>/<jobId>`.",
  example: `
servicePrincipalId: \${application.servicePrincipalId}
jobId: \${application.jobId}
waitForFirstCycle: true`,
  inputs,
  state,
  secrets: [],
  replaceOn: REPLACE_ON,
  stable: [],

  diff({ properties, state }, news) {
    const changes = compareProperties(properties, news, REPLACE_ON);
    if (isRunning(state.schedule)) return changes;
    return [...changes, { property: "schedule", kind: "update", replaces: false, inState: true }];
  },

  async create(inputs, context) {
    const before = await getJob(inputs, context);
    await startJob(inputs, context);
    const started = await untilRunning(inputs, context);
    const id = formatJobReference(inputs);
    if (inputs.waitForFirstCycle !== true) return { id, state: stateOf(started) };
    const { job, failure } = await waitForCycle(inputs, before, context);
    if (failure !== undefined) throw new PartialFailure(failure, id, { ...inputs, ...stateOf(job) });
    return { id, state: stateOf(job) };
  },

  async read(id, recorded, context) {
    const reference = recorded?.inputs ?? parseJobReference(id);
    if (reference === undefined) return undefined;
    const job = await findJob(reference, context);
    // An import of a job that does not run would claim a start that never was.
    if (job === undefined || (recorded === undefined && !isRunning(job.schedule.state))) return undefined;
    return { id, inputs: recorded?.inputs ?? reference, state: stateOf(job) };
  },

  async update(recorded, inputs, context) {
    const { restart } = inputs;
    if (restart !== undefined && restart !== recorded.inputs.restart) await restartJob(inputs, context);
    const job = await getJob(inputs, context);
    if (isRunning(job.schedule.state)) return stateOf(job);
    await startJob(inputs, context);
    return stateOf(await untilRunning(inputs, context));
  },

  async delete(recorded, context) {
    // A job that is gone needs no pause.
    if ((await findJob(recorded.inputs, context)) !== undefined) await pauseJob(recorded.inputs, context);
  },
};

function isRunning(schedule: string): boolean {
  return schedule === "Active";
}

function stateOf(job: SynchronizationJob): State {
  return {
    status: job.status.code,
    schedule: job.schedule.state,
    lastCycle: lastCycleOf(job),
    quarantine: quarantineOf(job),
  };
}

/** Entra shows the start with delay; after half a minute the job is taken as it is shown. */
async function untilRunning(reference: JobReference, context: Context): Promise<SynchronizationJob> {
  const { timing } = context.http;
  const deadline = timing.now() + 30_000;
  for (;;) {
    const job = await getJob(reference, context);
    if (isRunning(job.schedule.state) || timing.now() > deadline) return job;
    context.log.progress("waiting for Entra to show the job as started");
    await timing.sleep(2000, context.signal);
  }
}
