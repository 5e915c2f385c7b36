import type { LookUp } from "./function.ts";
import { getApplication } from "./functions/get-application.ts";
import { getApplicationTemplate } from "./functions/get-application-template.ts";
import { getClientConfig } from "./functions/get-client-config.ts";
import { getGroup } from "./functions/get-group.ts";
import { getGroups } from "./functions/get-groups.ts";
import { getServicePrincipal } from "./functions/get-service-principal.ts";
import { getUser } from "./functions/get-user.ts";
import { getUsers } from "./functions/get-users.ts";
import type { Resource } from "./resource.ts";
import { appRoleAssignment } from "./resources/app-role-assignment.ts";
import { applicationAppRole } from "./resources/application-app-role.ts";
import { applicationFromTemplate } from "./resources/application-from-template.ts";
import { servicePrincipalResource } from "./resources/service-principal.ts";
import { synchronizationJob } from "./resources/synchronization-job.ts";
import { synchronizationSecret } from "./resources/synchronization-secret.ts";

/** What the stand-in answers for; the real plugin has many more. */
export const resources: readonly Resource[] = [
  applicationFromTemplate,
  servicePrincipalResource,
  applicationAppRole,
  synchronizationJob,
  synchronizationSecret,
  appRoleAssignment,
];

export const functions: readonly LookUp[] = [
  getClientConfig,
  getApplicationTemplate,
  getApplication,
  getServicePrincipal,
  getGroup,
  getGroups,
  getUser,
  getUsers,
];
