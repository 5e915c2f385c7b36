import { randomUUID } from "node:crypto";
import { scimTemplateSchema } from "../templates/scim.ts";
import type { EngineState, ServicePrincipal, SynchronizationJob, SynchronizationStatus } from "./model.ts";
import type { TenantStore } from "./store.ts";

const NEVER = "0001-01-01T00:00:00Z";

/** How often Entra runs an incremental cycle. */
export const CYCLE_INTERVAL = "PT40M";

/** A new job of a service principal, disabled as Entra makes it. */
export function addJob(store: TenantStore, { id }: ServicePrincipal, templateId: string): SynchronizationJob {
  const jobId = `${templateId}.${store.tenant.id.replaceAll("-", "")}.${randomUUID()}`;
  const job: SynchronizationJob = {
    id: jobId,
    servicePrincipalId: id,
    templateId,
    schedule: { expiration: null, interval: CYCLE_INTERVAL, state: "Disabled" },
    status: newStatus(),
    synchronizationJobSettings: [{ name: "AzureIngestionAttributeOptimization", value: "False" }],
    schema: scimTemplateSchema(jobId),
    engine: newEngineState(),
  };
  store.tenant.jobs.set(jobId, job);
  store.audit("Add provisioning configuration", id);
  store.touch();
  return job;
}

export function deleteJob(store: TenantStore, job: SynchronizationJob): void {
  store.tenant.jobs.delete(job.id);
  store.audit("Delete provisioning configuration", job.servicePrincipalId);
  store.touch();
}

/** Lets cycles run, the first one at once, and lifts a quarantine. What the job remembers stays. */
export function startJob(store: TenantStore, job: SynchronizationJob): void {
  job.schedule.state = "Active";
  liftQuarantine(job);
  job.status.code = startedCode(store, job);
  job.engine.nextCycleAt = store.clock.now().toISOString();
  store.audit("Enable/start provisioning configuration", job.servicePrincipalId);
  store.touch();
}

/** Holds the job; a cycle that is running goes on to its end. */
export function pauseJob(store: TenantStore, job: SynchronizationJob): void {
  job.schedule.state = "Paused";
  job.status.code = "Paused";
  job.engine.nextCycleAt = null;
  store.audit("Disable/pause provisioning configuration", job.servicePrincipalId);
  store.touch();
}

/** What a restart makes the job forget. */
export type ResetScope = "ConnectorDataStore" | "Escrows" | "ForceDeletes" | "QuarantineState" | "Watermark";

export function restartJob(
  store: TenantStore,
  job: SynchronizationJob,
  scopes: ReadonlySet<ResetScope>,
): void {
  const { engine } = job;
  if (scopes.has("ConnectorDataStore")) {
    engine.links.clear();
    job.status.synchronizedEntryCountByType = [];
  }
  if (scopes.has("Escrows")) engine.escrows.clear();
  if (scopes.has("Watermark")) engine.watermark = null;
  if (scopes.has("QuarantineState")) liftQuarantine(job);
  if (scopes.has("ForceDeletes")) engine.forceDeletes = true;
  job.schedule.state = "Active";
  if (job.status.quarantine === null) job.status.code = startedCode(store, job);
  engine.nextCycleAt = store.clock.now().toISOString();
  store.audit("Enable/restart provisioning configuration", job.servicePrincipalId);
  store.touch();
}

function liftQuarantine(job: SynchronizationJob): void {
  job.status.quarantine = null;
  job.status.countSuccessiveCompleteFailures = 0;
}

function startedCode(store: TenantStore, job: SynchronizationJob): SynchronizationStatus["code"] {
  if (job.status.lastSuccessfulExecution !== null) return "Active";
  return store.tenant.secrets.has(job.servicePrincipalId) ? "NotRun" : "NotConfigured";
}

function newStatus(): SynchronizationStatus {
  return {
    countSuccessiveCompleteFailures: 0,
    escrowsPruned: false,
    code: "Paused",
    lastExecution: null,
    lastSuccessfulExecution: null,
    lastSuccessfulExecutionWithExports: null,
    quarantine: null,
    steadyStateFirstAchievedTime: NEVER,
    steadyStateLastAchievedTime: NEVER,
    troubleshootingUrl: null,
    progress: [],
    synchronizedEntryCountByType: [],
  };
}

function newEngineState(): EngineState {
  return {
    watermark: null,
    nextCycleAt: null,
    links: new Map(),
    escrows: new Map(),
    stagedDeletes: new Set(),
    forceDeletes: false,
  };
}
