import type { SynchronizationJob } from "../../tenant/model.ts";
import { synchronizationNotFound } from "../error.ts";
import { type GraphRequest, param } from "../request.ts";
import type { GraphServices } from "../route.ts";
import { findServicePrincipal } from "../service-principals.ts";

export const JOB_PATH = "/servicePrincipals/:id/synchronization/jobs/:jobId";

/** The job that a path names. @throws {ODataError} 404 when there is none, or not yet. */
export function findJob(services: GraphServices, request: GraphRequest): SynchronizationJob {
  const { id: servicePrincipalId } = findServicePrincipal(services, request);
  const jobId = param(request, "jobId");
  const job = services.store.tenant.jobs.get(jobId);
  if (job?.servicePrincipalId !== servicePrincipalId || !services.visibility.visible(jobId)) {
    throw synchronizationNotFound(`Synchronization job '${jobId}'`);
  }
  return job;
}
