import { appRoleAssignmentRoutes } from "./app-role-assignments.ts";
import { applicationTemplateRoutes } from "./application-templates.ts";
import { applicationRoutes } from "./applications.ts";
import { directoryObjectRoutes } from "./directory-objects.ts";
import { groupRoutes } from "./groups.ts";
import type { GraphServices, Route } from "./route.ts";
import { servicePrincipalRoutes } from "./service-principals.ts";
import { jobRoutes } from "./synchronization/jobs.ts";
import { provisionOnDemandRoutes } from "./synchronization/provision-on-demand.ts";
import { schemaRoutes } from "./synchronization/schema.ts";
import { secretRoutes } from "./synchronization/secrets.ts";
import { templateRoutes } from "./synchronization/templates.ts";
import { validateCredentialsRoutes } from "./synchronization/validate-credentials.ts";
import { userRoutes } from "./users.ts";

/** Every path of Graph that the emulator serves. */
export function graphRoutes(services: GraphServices): Route[] {
  return [
    userRoutes,
    groupRoutes,
    applicationTemplateRoutes,
    applicationRoutes,
    servicePrincipalRoutes,
    appRoleAssignmentRoutes,
    directoryObjectRoutes,
    templateRoutes,
    jobRoutes,
    secretRoutes,
    schemaRoutes,
    validateCredentialsRoutes,
    provisionOnDemandRoutes,
  ].flatMap((routes) => routes(services));
}
