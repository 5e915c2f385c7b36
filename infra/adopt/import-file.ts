import { product } from "../product/product.ts";
import type { AdoptedAssignments } from "./assignments.ts";
import type { SetUp } from "./set-up.ts";

/** One entry of the file that `pulumi import --file` reads. */
interface ImportedResource {
  readonly type: string;
  readonly name: string;
  readonly parent?: string;
  readonly component?: true;
  readonly id?: string;
}

/**
 * What of a set-up `pulumi import` takes into a stack: what could not be made a second time. The names are those that
 * `ProvisioningJob` gives. Everything else of the stack can be made over what is there without changing it: the secrets
 * are written as they are, the schema and the start find nothing to do.
 */
export function importFile(
  { application, job }: SetUp,
  assignments: AdoptedAssignments,
): { resources: ImportedResource[] } {
  const path = `/servicePrincipals/${application.servicePrincipalId}`;
  const provisioning = `${product.resourceName}-provisioning`;
  const assigned = `${provisioning}-assignments`;
  return {
    resources: [
      { type: "entra-scim:index:ProvisioningJob", name: provisioning, component: true },
      {
        type: "azuread:index/synchronizationJob:SynchronizationJob",
        name: `${provisioning}-job`,
        parent: provisioning,
        id: `${path}/synchronization/jobs/${job.id}`,
      },
      { type: "entra-scim:index:Assignments", name: assigned, parent: provisioning, component: true },
      ...[...assignments.groups, ...assignments.users].map(({ id, name }) => ({
        type: "azuread:index/appRoleAssignment:AppRoleAssignment",
        name: `${assigned}-${name}`,
        parent: assigned,
        id: `${path}/appRoleAssignedTo/${id}`,
      })),
    ],
  };
}
