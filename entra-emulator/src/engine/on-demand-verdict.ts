import { randomUUID } from "node:crypto";
import type { ProvisioningLogEntry } from "../tenant/model.ts";
import { sourceDirectoryName, targetDirectoryName } from "../templates/scim-attributes.ts";
import type { TargetError } from "./wire/target-error.ts";

const RESULTS = { success: "Success", skipped: "Skipped", failure: "Failure", warning: "Success" } as const;

/** Both are JSON in a string, as Graph's `stringKeyStringValuePair` carries them. */
export interface OnDemandVerdict {
  readonly key: string;
  readonly value: string;
}

/**
 * The verdict on a provisioning on demand, from the log entries it left: the first one for the object itself, the others
 * for its references. Without entries it failed before it reached the object.
 */
export function verdict(
  entries: readonly ProvisioningLogEntry[],
  startTime: string,
  endTime: string,
  error: TargetError | null = null,
): OnDemandVerdict {
  const [first] = entries;
  const failed = entries.find((entry) => entry.provisioningStatusInfo.status === "failure") ?? first;
  const status = failed?.provisioningStatusInfo.status ?? "failure";
  const told = failed?.provisioningStatusInfo.errorInformation;
  const errorCode = told?.errorCode ?? error?.code ?? null;
  const errorMessage = told?.reason ?? error?.message ?? null;
  const key = { result: RESULTS[status], details: errorCode === null ? {} : { errorCode, errorMessage } };
  const value = {
    action: first?.provisioningAction ?? "other",
    changeId: first?.changeId ?? randomUUID(),
    startTime,
    endTime,
    reportableIdentifier:
      first?.sourceIdentity.details["UserPrincipalName"] ?? first?.sourceIdentity.displayName ?? null,
    modifiedProperties: entries.flatMap((entry) => entry.modifiedProperties),
    provisioningSteps: entries.flatMap((entry) =>
      entry.provisioningSteps.map(({ provisioningStepType, ...step }) => ({
        ...step,
        type: provisioningStepType,
        timestamp: entry.activityDateTime,
      })),
    ),
    statusInfo: {
      status,
      errorCode,
      reason: errorMessage,
      additionalDetails: null,
      errorCategory: told?.errorCategory ?? (status === "failure" ? "failure" : "success"),
      recommendedAction: null,
    },
    sourceIdentity: first === undefined ? null : identity(first.sourceIdentity),
    sourceSystem: { name: sourceDirectoryName, details: {} },
    targetIdentity: first === undefined ? null : identity(first.targetIdentity),
    targetSystem: { name: targetDirectoryName, details: {} },
  };
  return { key: JSON.stringify(key), value: JSON.stringify(value) };
}

function identity({
  identityType,
  ...rest
}: ProvisioningLogEntry["sourceIdentity"]): Record<string, unknown> {
  return { ...rest, type: identityType };
}
