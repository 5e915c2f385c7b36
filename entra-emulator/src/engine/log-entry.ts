import { randomUUID } from "node:crypto";
import type {
  ModifiedProperty,
  ProvisioningLogEntry,
  ProvisioningStep,
  SynchronizationJob,
} from "../tenant/model.ts";
import type { LoggedChange } from "./attribute-values.ts";
import type { Candidate } from "./candidate.ts";
import type { ObjectMappings } from "./mapping.ts";

export type Action = ProvisioningLogEntry["provisioningAction"];

/** What was done to one object, or was not. */
export interface Outcome {
  readonly candidate: Candidate;
  readonly mappings: ObjectMappings;
  readonly action: Action;
  readonly status: "success" | "failure" | "skipped";
  readonly targetId: string | null;
  readonly modified: readonly ModifiedProperty[];
  readonly error: { readonly code: string; readonly reason: string } | null;
  /** Step that exports, such as `EntryExportAdd`. */
  readonly step: string;
  /** Of `performance.now()`. */
  readonly began: number;
}

/** How logs show attribute changes; values of `Redact` are hidden. */
export function modifiedProperties(changes: readonly LoggedChange[]): ModifiedProperty[] {
  return changes.map(({ target, oldValue, value, redacted }) => ({
    displayName: target.name,
    oldValue: oldValue === undefined ? null : shown(oldValue, redacted),
    newValue: shown(value, redacted),
  }));
}

function shown(value: unknown, redacted: boolean): string {
  if (redacted) return "[Redact]";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The entry of the provisioning log that tells an outcome. */
export function logEntry(
  job: SynchronizationJob,
  cycleId: string,
  now: Date,
  outcome: Outcome,
): ProvisioningLogEntry {
  const { candidate, mappings, status, error } = outcome;
  return {
    id: randomUUID(),
    activityDateTime: `${now.toISOString().slice(0, 19)}Z`,
    jobId: job.id,
    servicePrincipalId: job.servicePrincipalId,
    cycleId,
    changeId: randomUUID(),
    provisioningAction: outcome.action,
    durationInMilliseconds: Math.round(performance.now() - outcome.began),
    sourceIdentity: {
      id: candidate.id,
      displayName: candidate.displayName,
      identityType: candidate.objectType,
      details: identityDetails(candidate),
    },
    targetIdentity: {
      id: outcome.targetId ?? "",
      displayName: outcome.targetId === null ? "" : candidate.displayName,
      identityType: mappings.targetObjectName,
      details: {},
    },
    provisioningStatusInfo: {
      status,
      errorInformation:
        error === null
          ? null
          : {
              errorCode: error.code,
              reason: error.reason,
              additionalDetails: null,
              errorCategory: status === "failure" ? "failure" : "nonServiceFailure",
              recommendedAction: null,
            },
    },
    provisioningSteps: steps(outcome),
    modifiedProperties: [...outcome.modified],
  };
}

function identityDetails({ id, displayName, source }: Candidate): Record<string, string> {
  const userPrincipalName = source?.object.userPrincipalName ?? null;
  return {
    objectId: id,
    DisplayName: displayName,
    ...(userPrincipalName === null ? {} : { UserPrincipalName: userPrincipalName }),
  };
}

function steps({ candidate, mappings, status, step, targetId, error }: Outcome): ProvisioningStep[] {
  const { objectType, id, source, link } = candidate;
  const system = mappings.targetSystem;
  const known = link !== null || (targetId !== null && step !== "EntryExportAdd");
  return [
    {
      name: "EntryImport",
      provisioningStepType: "import",
      status: "success",
      description: `Received ${objectType} '${id}' change from Microsoft Entra ID`,
      details: {},
    },
    {
      name: "EntrySynchronizationScoping",
      provisioningStepType: "scoping",
      status: "success",
      description: `Determined whether ${objectType} '${id}' is in scope`,
      details: {
        IsActive: shown(source?.object.active ?? false, false),
        Assigned: shown(source?.entitled ?? false, false),
        IsEffectivelyEntitledForProvisioning: shown(source?.entitled ?? false, false),
        IsInProvisioningScopeDisplayName: shown(source?.inScope ?? false, false),
        ScopeEvaluationResult: JSON.stringify({ passesFilter: source?.passesFilter ?? false }),
      },
    },
    {
      name: "EntryImport",
      provisioningStepType: "matching",
      status: "success",
      description: known
        ? `Retrieved '${candidate.displayName}' from ${system}`
        : `No match was found in ${system}`,
      details: {},
    },
    {
      name: step,
      provisioningStepType: "export",
      status,
      description:
        error === null ? `${objectType} '${candidate.displayName}' was exported to ${system}` : error.reason,
      details: status === "skipped" && error !== null ? { SkipReason: error.code } : {},
    },
  ];
}
