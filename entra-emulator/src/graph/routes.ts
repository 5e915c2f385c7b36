import { appRoleAssignmentRoutes } from "./app-role-assignments.ts";
import { applicationTemplateRoutes } from "./application-templates.ts";
import { applicationRoutes } from "./applications.ts";
import { auditLogRoutes } from "./audit-logs.ts";
import { deletedItemRoutes } from "./deleted-items.ts";
import { directoryObjectRoutes } from "./directory-objects.ts";
import { directoryRoleRoutes } from "./directory-roles.ts";
import { groupRoutes } from "./groups.ts";
import { organizationRoutes } from "./organization.ts";
import type { GraphServices, Route } from "./route.ts";
import { servicePrincipalRoutes } from "./service-principals.ts";
import { jobRoutes } from "./synchronization/jobs.ts";
import { objectConnectionRoutes } from "./synchronization/object-connections.ts";
import { parseExpressionRoutes } from "./synchronization/parse-expression.ts";
import { provisionOnDemandRoutes } from "./synchronization/provision-on-demand.ts";
import { schemaFunctionRoutes } from "./synchronization/schema-functions.ts";
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
    deletedItemRoutes,
    directoryRoleRoutes,
    organizationRoutes,
    auditLogRoutes,
    templateRoutes,
    jobRoutes,
    secretRoutes,
    schemaRoutes,
    schemaFunctionRoutes,
    parseExpressionRoutes,
    objectConnectionRoutes,
    validateCredentialsRoutes,
    provisionOnDemandRoutes,
  ].flatMap((routes) => routes(services));
}
