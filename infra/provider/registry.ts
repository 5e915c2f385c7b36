import { bind, bindFunction, type BoundFunction, type BoundResource } from "./bind.ts";
import { connectionTest } from "./connection-test/connection-test.ts";
import { getApplication } from "./get-application/get-application.ts";
import { getEffectiveSchema } from "./get-effective-schema/get-effective-schema.ts";
import { getJobHealth } from "./get-job-health/get-job-health.ts";
import { getPrincipals } from "./get-principals/get-principals.ts";
import { permissionCheck } from "./permission-check/permission-check.ts";
import { provisioningStart } from "./provisioning-start/provisioning-start.ts";
import { scimToken } from "./scim-token/scim-token.ts";
import { synchronizationSchema } from "./synchronization-schema/synchronization-schema.ts";

/** Everything that the provider offers. */
export const RESOURCES: readonly BoundResource[] = [
  bind(permissionCheck),
  bind(scimToken),
  bind(connectionTest),
  bind(synchronizationSchema),
  bind(provisioningStart),
];

export const FUNCTIONS: readonly BoundFunction[] = [
  bindFunction(getPrincipals),
  bindFunction(getApplication),
  bindFunction(getJobHealth),
  bindFunction(getEffectiveSchema),
];
