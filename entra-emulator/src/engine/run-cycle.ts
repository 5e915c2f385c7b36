import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { type CycleContext, cycleContext, cycleError } from "./cycle-context.ts";
import { type CycleResult, recordExecution } from "./execution.ts";
import { exportObjects } from "./export-objects.ts";
import { exportReferences } from "./export-references.ts";
import { Journal } from "./journal.ts";
import { compileSchema } from "./mapping.ts";
import { ObjectWriter } from "./object-writer.ts";
import { holdDeletions, planObjects, type Task } from "./cycle-tasks.ts";
import { ReferenceWriter } from "./reference-writer.ts";
import type { CycleReport } from "./report.ts";
import type { EngineSettings } from "./settings.ts";
import { openTarget } from "./target.ts";
import type { ScimHttp } from "./wire/client.ts";
import { ScimEndpoint } from "./wire/endpoint.ts";
import type { IssueAssertion } from "./wire/sign-in.ts";
import type { TargetError } from "./wire/target-error.ts";

/**
 * Runs one cycle of a job: an initial one when it has no watermark, else an incremental one. Never throws for what the
 * target or an object does wrong: that is in the report, the job's status and the provisioning log.
 */
export async function runCycle(
  store: TenantStore,
  job: SynchronizationJob,
  { concurrency, membersPerPatch }: EngineSettings,
  issueAssertion: IssueAssertion,
): Promise<CycleReport> {
  const began = store.clock.now();
  const startedAt = performance.now();
  const sequence = store.tenant.changeSequence;
  const { schema } = job;
  const { watermark } = job.engine;
  const journal = new Journal(
    job,
    () => store.clock.now(),
    (entry) => store.provisioningLog.append(entry),
  );
  let http: ScimHttp | undefined;
  let failure: TargetError | undefined;
  let heldDeletions = false;
  try {
    const activityId = journal.cycleId;
    const target = await openTarget(store, job, { connections: concurrency, activityId, issueAssertion });
    ({ http } = target);
    const { settings } = target;
    const { dialect } = settings.base;
    const compiled = compileSchema(schema);
    const context = cycleContext({
      store,
      job,
      schema: compiled,
      settings,
      http,
      dialect,
      journal,
      concurrency,
      membersPerPatch,
    });
    heldDeletions = await exportAll(context);
    job.engine.forceDeletes = false;
    // A schema written or a restart asked for in the meantime wants everything looked at again.
    const isReset = job.schema !== schema || job.engine.watermark !== watermark;
    if (!isReset) job.engine.watermark = sequence;
  } catch (error) {
    failure = cycleError(error);
  } finally {
    await http?.close();
  }
  const error =
    failure === undefined
      ? undefined
      : { code: failure.code, message: failure.message, tenantActionable: true };
  const result: CycleResult = {
    began,
    ended: store.clock.now(),
    full: watermark === null,
    error,
    heldDeletions,
  };
  recordExecution(job, journal, result);
  store.touch();
  return report(job, journal, result, http, performance.now() - startedAt);
}

/** Says whether deletions were held back. */
async function exportAll(context: CycleContext): Promise<boolean> {
  const { job, http, dialect, full, membersPerPatch } = context;
  const planned: Task[] = [];
  const types = [context.schema.User, context.schema.Group].filter((each) => each !== undefined);
  for (const mappings of types) planned.push(...(await planObjects(context, mappings)));
  const { left, held } = holdDeletions(context, planned);

  const steps = types.map((mappings) => ({
    mappings,
    endpoint: new ScimEndpoint(http, mappings.objectType),
    tasks: left.filter((task) => task.mappings === mappings),
  }));
  for (const { mappings, endpoint, tasks } of steps) {
    const writer = new ObjectWriter(job, mappings, endpoint, dialect);
    await exportObjects(context, writer, tasks, progress(context, mappings.objectType, tasks.length));
  }
  for (const { mappings, endpoint, tasks } of steps) {
    const writer = new ReferenceWriter(job, endpoint, { dialect, full, membersPerPatch });
    await exportReferences(context, writer, mappings, tasks);
  }
  return held;
}

/** Keeps `status.progress` up to date; what Graph counts there is not documented, here it is objects. */
function progress({ job, store }: CycleContext, units: string, totalUnits: number): () => void {
  const entry = {
    completedUnits: 0,
    totalUnits,
    units,
    progressObservationDateTime: store.clock.timestamp(),
  };
  if (totalUnits > 0) job.status.progress.push(entry);
  return () => {
    entry.completedUnits += 1;
    entry.progressObservationDateTime = store.clock.timestamp();
  };
}

function report(
  job: SynchronizationJob,
  journal: Journal,
  result: CycleResult,
  http: ScimHttp | undefined,
  durationMs: number,
): CycleReport {
  const requests = http?.requests ?? { GET: 0, POST: 0, PATCH: 0, DELETE: 0 };
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  return {
    jobId: job.id,
    cycleId: journal.cycleId,
    kind: result.full ? "initial" : "incremental",
    state: job.status.lastExecution?.state ?? "Failed",
    quarantine: job.status.quarantine?.reason ?? null,
    error: result.error === undefined ? null : { code: result.error.code, message: result.error.message },
    durationMs: Math.round(durationMs),
    requests,
    requestsPerSecond: Math.round(total / (durationMs / 1000)),
    users: journal.users,
    groups: journal.groups,
    memberships: journal.memberships,
    managers: journal.managers,
    failures: { total: journal.failed.objects + journal.failed.references, first: journal.firstFailures },
  };
}
