import { bind, bindFunction, type BoundFunction, type BoundResource } from "./runtime/binding/bind.ts";
import type { Context } from "./context.ts";
import { accessToken } from "./resources/access-token/access-token.ts";
import { connectionTest } from "./resources/connection-test/connection-test.ts";
import { getApplication } from "./functions/get-application/get-application.ts";
import { getAssignments } from "./functions/get-assignments/get-assignments.ts";
import { getUnusedApplications } from "./functions/get-unused-applications/get-unused-applications.ts";
import { getEffectiveSchema } from "./functions/get-effective-schema/get-effective-schema.ts";
import { getJobHealth } from "./functions/get-job-health/get-job-health.ts";
import { getPrincipals } from "./functions/get-principals/get-principals.ts";
import { permissionCheck } from "./resources/permission-check/permission-check.ts";
import { provisioningStart } from "./resources/provisioning-start/provisioning-start.ts";
import { scimClient } from "./resources/scim-client/scim-client.ts";
import { scimToken } from "./resources/scim-token/scim-token.ts";
import { synchronizationSchema } from "./resources/synchronization-schema/synchronization-schema.ts";

/** Everything that the provider offers. */
export const RESOURCES: readonly BoundResource<Context>[] = [
  bind(permissionCheck),
  bind(scimToken),
  bind(scimClient),
  bind(accessToken),
  bind(connectionTest),
  bind(synchronizationSchema),
  bind(provisioningStart),
];

export const FUNCTIONS: readonly BoundFunction<Context>[] = [
  bindFunction(getPrincipals),
  bindFunction(getApplication),
  bindFunction(getAssignments),
  bindFunction(getUnusedApplications),
  bindFunction(getJobHealth),
  bindFunction(getEffectiveSchema),
];
