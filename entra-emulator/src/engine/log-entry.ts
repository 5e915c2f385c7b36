import { randomUUID } from "node:crypto";
import type { Escrow, ModifiedProperty, ProvisioningLogEntry, SynchronizationJob } from "../tenant/model.ts";
import type { LoggedChange } from "./attribute-values.ts";
import type { Candidate } from "./candidate.ts";
import { stepsOf } from "./log-steps.ts";
import type { ObjectMappings } from "./mapping.ts";

export type Action = ProvisioningLogEntry["provisioningAction"];

/** What was done to one object, or was not. */
export interface Outcome {
  readonly candidate: Candidate;
  readonly mappings: ObjectMappings;
  readonly action: Action;
  readonly status: "success" | "failure" | "skipped";
  readonly targetId: string | undefined;
  /** What was written, or should have been. */
  readonly modified: readonly ModifiedProperty[];
  readonly error: OutcomeError | undefined;
  /** Step that exports, such as `EntryExportAdd`. */
  readonly step: string;
  /** What the attempt is made for; an escrow when it repeats one that failed. */
  readonly trigger: "change" | "onDemand" | Escrow;
  /** Of `performance.now()`. */
  readonly began: number;
}

export interface OutcomeError {
  readonly code: string;
  readonly reason: string;
  /** Whether the target caused it by the status that it answered. */
  readonly isTargets: boolean;
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

/** The entry of the provisioning log for an outcome. */
export function logEntry(
  job: SynchronizationJob,
  cycleId: string,
  now: Date,
  outcome: Outcome,
): ProvisioningLogEntry {
  const { candidate, status, error } = outcome;
  const isNonService = status === "skipped" || error?.isTargets === true;
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
      displayName: outcome.targetId === undefined ? "" : candidate.displayName,
      identityType: candidate.objectType,
      details: {},
    },
    provisioningStatusInfo: {
      status,
      errorInformation:
        error === undefined
          ? null
          : {
              errorCode: error.code,
              reason: error.reason,
              additionalDetails: null,
              errorCategory: isNonService ? "nonServiceFailure" : "failure",
              recommendedAction: null,
            },
    },
    provisioningSteps: stepsOf(outcome),
    modifiedProperties: [...outcome.modified],
  };
}

function identityDetails({ id, displayName, objectType, source }: Candidate): Record<string, string> {
  const userPrincipalName = source?.object.userPrincipalName ?? null;
  return {
    DisplayName: displayName,
    ...(userPrincipalName === null ? {} : { UserPrincipalName: userPrincipalName }),
    id,
    odatatype: objectType,
  };
}
