import { randomUUID } from "node:crypto";
import type { Directory } from "../directory/model.ts";
import { type CredentialFailure, type CycleReport, ProvisioningEngine } from "../engine/index.ts";
import { appRolesOf, instantiateTemplate } from "../tenant/applications.ts";
import { assign, DEFAULT_ACCESS_ROLE_ID, unassign } from "../tenant/assignments.ts";
import { addJob, startJob } from "../tenant/jobs.ts";
import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { NON_GALLERY_TEMPLATE_ID, SCIM_TEMPLATE_ID } from "../templates/scim.ts";

/** The SCIM endpoint to provision into. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

/** What came of provisioning a directory into a target; without a cycle when the connection test failed. */
export interface TargetRun {
  readonly connection: CredentialFailure | undefined;
  readonly cycle: CycleReport | undefined;
  readonly job: SynchronizationJob;
}

/**
 * Does what an administrator does to provision an application, then runs one cycle: an initial one, or an incremental one
 * when the tenant was kept from an earlier run. Without assignments in the directory everyone is provisioned.
 */
export async function provisionTarget(
  store: TenantStore,
  assignments: Directory["assignments"],
  target: Target,
): Promise<TargetRun> {
  const engine = new ProvisioningEngine();
  const job = store.tenant.jobs.values().next().value ?? createJob(store);
  const scoped = setAssignments(store, job.servicePrincipalId, assignments);
  const secrets = new Map([
    ["BaseAddress", target.url],
    ["SecretToken", target.token],
    ["SyncAll", String(!scoped)],
  ]);
  store.tenant.secrets.set(job.servicePrincipalId, secrets);

  const connection = await engine.validateCredentials(store, job, secrets);
  if (connection !== undefined) return { connection, cycle: undefined, job };
  startJob(store, job);
  return { connection, cycle: await engine.runCycle(store, job), job };
}

function createJob(store: TenantStore): SynchronizationJob {
  const { servicePrincipal } = instantiateTemplate(store, NON_GALLERY_TEMPLATE_ID, "Target", randomUUID());
  return addJob(store, servicePrincipal, SCIM_TEMPLATE_ID);
}

/** Assigns who is to be assigned and nobody else; says whether there is anyone. */
function setAssignments(
  store: TenantStore,
  resourceId: string,
  assignments: Directory["assignments"],
): boolean {
  const { appRoleAssignments, servicePrincipals } = store.tenant;
  const application = servicePrincipals.get(resourceId);
  const role = application === undefined ? undefined : appRolesOf(store, application)[0];
  const wanted = assignedPrincipals(store, assignments);
  const held = new Map([...appRoleAssignments.values()].map((each) => [each.principalId, each]));
  for (const [principalId, each] of held) if (!wanted.has(principalId)) unassign(store, each);
  for (const [principalId, principalType] of wanted) {
    if (held.has(principalId)) continue;
    assign(store, {
      id: randomUUID(),
      appRoleId: role?.id ?? DEFAULT_ACCESS_ROLE_ID,
      principalId,
      principalType,
      resourceId,
      createdDateTime: store.clock.timestamp(),
    });
  }
  return wanted.size > 0;
}

function assignedPrincipals(
  { tenant }: TenantStore,
  assignments: Directory["assignments"],
): ReadonlyMap<string, "User" | "Group"> {
  const groups = [...tenant.groups.values()].filter(
    ({ displayName, id }) => assignments.groups.includes(id) || assignments.groups.includes(displayName),
  );
  const users = [...tenant.users.values()].filter(
    ({ id, userPrincipalName }) =>
      assignments.users.includes(id) || assignments.users.includes(userPrincipalName),
  );
  return new Map([
    ...groups.map(({ id }) => [id, "Group"] as const),
    ...users.map(({ id }) => [id, "User"] as const),
  ]);
}
