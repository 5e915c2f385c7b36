import type { AuditLogEntry } from "../tenant/audit-log.ts";
import type { ProvisioningLogEntry, ServicePrincipal } from "../tenant/model.ts";
import { LOGGED_SOURCE_SYSTEM } from "../engine/index.ts";
import { SOURCE_DIRECTORY_ID, TARGET_DIRECTORY_ID } from "../templates/scim.ts";
import { TARGET_DIRECTORY_NAME } from "../templates/scim-attributes.ts";
import { ODataError } from "../http/odata-error.ts";
import { collection } from "./query/collection.ts";
import { ok } from "./request.ts";
import type { ResourceType } from "./resource.ts";
import type { GraphServices, Route } from "./route.ts";

const retentionDays = { premium: 30, free: 7 };

/** `/auditLogs/provisioning` (what the engine did) and `/auditLogs/directoryAudits` (changes of its configuration). */
export function auditLogRoutes({ deployer, settings, store }: GraphServices): Route[] {
  const { servicePrincipals } = store.tenant;

  function principalDetails(id: string): Record<string, string> {
    const principal: Pick<ServicePrincipal, "appId" | "displayName"> | undefined = servicePrincipals.get(id);
    return {
      ApplicationId: principal?.appId ?? "",
      ServicePrincipalId: id,
      ServicePrincipalDisplayName: principal?.displayName ?? "",
    };
  }

  /** Newest first, as far back as the licence keeps them. */
  function kept<Entry extends { readonly activityDateTime: string }>(entries: readonly Entry[]): Entry[] {
    const days = settings.premium ? retentionDays.premium : retentionDays.free;
    const oldest = store.clock.now().getTime() - days * 86_400_000;
    return entries.filter(({ activityDateTime }) => Date.parse(activityDateTime) >= oldest).toReversed();
  }

  const provisioningResource: ResourceType<ProvisioningLogEntry> = {
    name: "microsoft.graph.provisioningObjectSummary",
    defaults: undefined,
    properties: {
      id: (entry) => entry.id,
      activityDateTime: (entry) => entry.activityDateTime,
      tenantId: () => store.tenant.id,
      jobId: (entry) => entry.jobId,
      cycleId: (entry) => entry.cycleId,
      changeId: (entry) => entry.changeId,
      provisioningAction: (entry) => entry.provisioningAction,
      durationInMilliseconds: (entry) => entry.durationInMilliseconds,
      // The ids are those of the schema's directories, which are GUIDs as observed; that they are the same is assumed.
      sourceSystem: () => ({ id: SOURCE_DIRECTORY_ID, displayName: LOGGED_SOURCE_SYSTEM, details: {} }),
      targetSystem: (entry) => ({
        id: TARGET_DIRECTORY_ID,
        displayName: TARGET_DIRECTORY_NAME,
        details: principalDetails(entry.servicePrincipalId),
      }),
      initiatedBy: () => ({
        id: "",
        displayName: "Azure AD Provisioning Service",
        initiatorType: "system",
      }),
      servicePrincipal: ({ servicePrincipalId }) => ({
        id: servicePrincipalId,
        displayName: servicePrincipals.get(servicePrincipalId)?.displayName ?? "",
      }),
      sourceIdentity: (entry) => entry.sourceIdentity,
      targetIdentity: (entry) => entry.targetIdentity,
      provisioningStatusInfo: (entry) => entry.provisioningStatusInfo,
      provisioningSteps: (entry) => entry.provisioningSteps,
      modifiedProperties: (entry) => entry.modifiedProperties,
    },
  };

  const auditResource: ResourceType<AuditLogEntry> = {
    name: "microsoft.graph.directoryAudit",
    defaults: undefined,
    properties: {
      id: (entry) => entry.id,
      activityDateTime: (entry) => entry.activityDateTime,
      activityDisplayName: (entry) => entry.activityDisplayName,
      category: () => "ProvisioningManagement",
      correlationId: (entry) => entry.id,
      loggedByService: () => "Account Provisioning",
      operationType: () => "Update",
      result: () => "success",
      resultReason: () => "",
      additionalDetails: () => [],
      initiatedBy: () => ({
        user: null,
        app: {
          appId: deployer.clientId,
          displayName: servicePrincipals.get(deployer.objectId)?.displayName ?? "",
          servicePrincipalId: deployer.objectId,
        },
      }),
      targetResources: ({ servicePrincipalId }) => [
        {
          id: servicePrincipalId,
          displayName: servicePrincipals.get(servicePrincipalId)?.displayName ?? "",
          type: "ServicePrincipal",
          modifiedProperties: [],
        },
      ],
    },
  };

  return [
    {
      method: "GET",
      path: "/auditLogs/provisioning",
      permission: "readAuditLogs",
      handle: (request) => {
        if (!settings.premium) {
          throw new ODataError(
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Neither tenant is B2C or tenant doesn't have premium license",
          );
        }
        return ok(
          collection(request, provisioningResource, kept(store.provisioningLog.entries()), {
            context: "auditLogs/provisioning",
          }),
        );
      },
    },
    {
      method: "GET",
      path: "/auditLogs/directoryAudits",
      permission: "readAuditLogs",
      handle: (request) =>
        ok(
          collection(request, auditResource, kept(store.auditLog.entries()), {
            context: "auditLogs/directoryAudits",
          }),
        ),
    },
  ];
}
