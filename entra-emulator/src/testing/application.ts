import type { TestClient } from "./client.ts";

const nonGalleryTemplate = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/** An application made from the non-gallery template, with its provisioning job. */
export interface TestApplication {
  readonly applicationId: string;
  readonly appId: string;
  readonly servicePrincipalId: string;
  /** Role `User`. */
  readonly roleId: string;
  readonly jobId: string;
  /** `/v1.0/servicePrincipals/{id}`. */
  readonly principalPath: string;
  /** `/v1.0/servicePrincipals/{id}/synchronization/jobs/{id}`. */
  readonly jobPath: string;
}

export async function createApplication(
  client: TestClient,
  displayName = "SightCall",
): Promise<TestApplication> {
  const made = await client.post(`/v1.0/applicationTemplates/${nonGalleryTemplate}/instantiate`, {
    displayName,
  });
  const servicePrincipalId = String(made.get("servicePrincipal.id"));
  const principalPath = `/v1.0/servicePrincipals/${servicePrincipalId}`;
  const job = await client.post(`${principalPath}/synchronization/jobs`, { templateId: "scim" });
  const jobId = String(job.get("id"));
  return {
    applicationId: String(made.get("application.id")),
    appId: String(made.get("application.appId")),
    servicePrincipalId,
    roleId: String(made.get("application.appRoles.0.id")),
    jobId,
    principalPath,
    jobPath: `${principalPath}/synchronization/jobs/${jobId}`,
  };
}
