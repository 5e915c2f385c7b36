import { z } from "zod";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Object id of a service principal. */
export const servicePrincipalId = z
  .string()
  .regex(
    GUID,
    "must be the object id (a GUID) of the service principal, not azuread's path `/servicePrincipals/…`",
  )
  .describe("Object id (a GUID) of the enterprise application's service principal.");

/** Bare id of a provisioning job. */
export const jobId = z
  .string()
  .regex(/^[\w.-]+$/, "must be the bare id of the job (`scim.<tenant>.<guid>`), not azuread's path id")
  .describe("Bare id of the job (`scim.<tenant>.<guid>`).");

/** A provisioning job, as the resources that work on one name it. */
export interface JobReference {
  readonly servicePrincipalId: string;
  readonly jobId: string;
}

/** Where Graph has a job. */
export function jobPath({ servicePrincipalId, jobId }: JobReference): string {
  return `/v1.0/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${encodeURIComponent(jobId)}`;
}

/** The id of a resource of which a job has one. */
export function formatJobReference(job: JobReference): string {
  return `${job.servicePrincipalId}/${job.jobId}`;
}

/** Undefined when it is not `<servicePrincipalId>/<jobId>`. */
export function parseJobReference(id: string): JobReference | undefined {
  const result = z.tuple([servicePrincipalId, jobId]).safeParse(id.split("/").filter((part) => part !== ""));
  return result.success ? { servicePrincipalId: result.data[0], jobId: result.data[1] } : undefined;
}

export function isGuid(text: string): boolean {
  return GUID.test(text);
}
