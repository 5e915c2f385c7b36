import { z } from "zod";
import type { Context } from "../context.ts";
import { GUIDE } from "../guide.ts";
import { jobPath, type JobReference } from "../identifiers.ts";
import type { GraphCall } from "./client.ts";

/** Graph's `synchronizationJob` and what belongs to it, as far as the provider reads it. */

const error = z.object({ code: z.string().nullish(), message: z.string().nullish() });

const execution = z.object({
  activityIdentifier: z.string().nullish(),
  state: z.string(),
  timeBegan: z.string(),
  timeEnded: z.string(),
  countImported: z.number().default(0),
  countExported: z.number().default(0),
  countEscrowed: z.number().default(0),
  error: error.nullish(),
});

const quarantine = z.object({
  reason: z.string(),
  currentBegan: z.string(),
  nextAttempt: z.string(),
  error: error.nullish(),
});

const progress = z.object({
  completedUnits: z.number(),
  totalUnits: z.number(),
  units: z.string().nullish(),
});

export const synchronizationJob = z.object({
  id: z.string(),
  templateId: z.string(),
  schedule: z.object({ state: z.string(), interval: z.string().nullish() }),
  status: z.object({
    code: z.string(),
    lastExecution: execution.nullish(),
    quarantine: quarantine.nullish(),
    progress: z.array(progress).nullish(),
    synchronizedEntryCountByType: z.array(z.object({ key: z.string(), value: z.number() })).nullish(),
  }),
});

export type SynchronizationJob = z.output<typeof synchronizationJob>;

/** Undefined when there is no such job. */
export function findJob(job: JobReference, context: Context): Promise<SynchronizationJob | undefined> {
  const call: GraphCall = { method: "GET", path: jobPath(job), step: GUIDE.synchronization };
  return context.graph.find(call, synchronizationJob, context);
}

/** The job, waiting for it when it is new. */
export function getJob(job: JobReference, context: Context): Promise<SynchronizationJob> {
  const call: GraphCall = { method: "GET", path: jobPath(job), step: GUIDE.synchronization, settle: true };
  return context.graph.request(call, synchronizationJob, context);
}

export async function listJobs(servicePrincipalId: string, context: Context): Promise<SynchronizationJob[]> {
  const path = `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;
  const call: GraphCall = { method: "GET", path, step: GUIDE.synchronization };
  return (await context.graph.request(call, z.object({ value: z.array(synchronizationJob) }), context)).value;
}

export function startJob(job: JobReference, context: Context): Promise<void> {
  const path = `${jobPath(job)}/start`;
  return context.graph.command(
    { method: "POST", path, step: GUIDE.startProvisioning, settle: true },
    context,
  );
}

export function pauseJob(job: JobReference, context: Context): Promise<void> {
  const path = `${jobPath(job)}/pause`;
  return context.graph.command({ method: "POST", path, step: GUIDE.startProvisioning }, context);
}

/** What the admin center's "Restart provisioning" does: everyone is evaluated again, and earlier failures are cleared. */
export function restartJob(job: JobReference, context: Context): Promise<void> {
  const path = `${jobPath(job)}/restart`;
  const body = { criteria: { resetScope: "Watermark, Escrows, QuarantineState" } };
  return context.graph.command({ method: "POST", path, body, step: GUIDE.startProvisioning }, context);
}

const secrets = z.object({ value: z.array(z.object({ key: z.string(), value: z.string().nullish() })) });

/**
 * The synchronization secrets of a service principal, of all its jobs. Graph shows `*` for those that it keeps to
 * itself; an application without a job may have none to ask for.
 */
export async function listSecrets(
  servicePrincipalId: string,
  context: Context,
): Promise<z.output<typeof secrets>["value"]> {
  const path = `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/secrets`;
  const call: GraphCall = { method: "GET", path, step: GUIDE.synchronization };
  return (await context.graph.find(call, secrets, context))?.value ?? [];
}

/** A secret of a job (Graph: synchronizationSecretKeyStringValuePair). */
export interface SynchronizationCredential {
  readonly key:
    | "BaseAddress"
    | "SecretToken"
    | "Oauth2ClientId"
    | "Oauth2ClientSecret"
    | "Oauth2TokenExchangeUri"
    | "Oauth2AccessToken"
    | "Oauth2AccessTokenCreationTime";
  readonly value: string;
}

/** Makes Entra call the SCIM endpoint. */
export function validateCredentials(
  job: JobReference,
  credentials: readonly SynchronizationCredential[],
  context: Context,
): Promise<void> {
  const path = `${jobPath(job)}/validateCredentials`;
  const call: GraphCall = {
    method: "POST",
    path,
    body: { credentials },
    step: GUIDE.testConnection,
    settle: true,
  };
  return context.graph.command(call, context);
}

/** The schema of a job, unparsed: the caller must be able to send back what it does not know. */
export function getSchemaDocument(job: JobReference, settle: boolean, context: Context): Promise<unknown> {
  const call: GraphCall = { method: "GET", path: `${jobPath(job)}/schema`, step: GUIDE.editMappings, settle };
  return context.graph.request(call, z.unknown(), context);
}

export function putSchemaDocument(job: JobReference, document: unknown, context: Context): Promise<void> {
  const path = `${jobPath(job)}/schema`;
  const call: GraphCall = { method: "PUT", path, body: document, step: GUIDE.editMappings, settle: true };
  return context.graph.command(call, context);
}

/** The schema that a new job of the template has. */
export function getTemplateSchemaDocument(
  servicePrincipalId: string,
  templateId: string,
  context: Context,
): Promise<unknown> {
  const template = encodeURIComponent(templateId);
  const path = `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/templates/${template}/schema`;
  return context.graph.request({ method: "GET", path, step: GUIDE.editMappings }, z.unknown(), context);
}
