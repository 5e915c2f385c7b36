import { randomUUID } from "node:crypto";
import type { ProvisioningLogEntry, ProvisioningStep } from "../tenant/model.ts";
import { SOURCE_DIRECTORY_NAME, TARGET_DIRECTORY_NAME } from "../templates/scim-attributes.ts";
import type { TargetError } from "./wire/target-error.ts";

/** Both are JSON in a string, as Graph's `stringKeyStringValuePair` carries them. */
export interface OnDemandVerdict {
  readonly key: string;
  readonly value: string;
}

export interface VerdictParts {
  /** The first one for the object itself, the others for its references; none when it failed before. */
  readonly entries: readonly ProvisioningLogEntry[];
  readonly targetObjectName: string;
  readonly startTime: string;
  readonly endTime: string;
  /** What kept it from reaching the object. */
  readonly error: TargetError | undefined;
}

/**
 * The verdict on a provisioning on demand, in the form of Graph's documentation of `provisionOnDemand`: words are
 * capitalized, which those of the log are not, and matching comes before scoping.
 */
export function verdict({
  entries,
  targetObjectName,
  startTime,
  endTime,
  error,
}: VerdictParts): OnDemandVerdict {
  const [first] = entries;
  const failed = entries.find((entry) => entry.provisioningStatusInfo.status === "failure") ?? first;
  const status = failed?.provisioningStatusInfo.status ?? "failure";
  const information = failed?.provisioningStatusInfo.errorInformation;
  const errorCode = information?.errorCode ?? error?.code ?? null;
  const errorMessage = information?.reason ?? error?.message ?? null;
  const isFailure = status === "failure";
  const key = {
    result: capitalized(status),
    details: errorCode === null ? {} : { errorCode, errorMessage },
  };
  const value = {
    action: capitalized(first?.provisioningAction ?? "other"),
    changeId: first?.changeId ?? randomUUID(),
    startTime,
    endTime,
    reportableIdentifier:
      first?.sourceIdentity.details["UserPrincipalName"] ?? first?.sourceIdentity.displayName ?? null,
    modifiedProperties:
      status === "skipped" ? importedProperties(first) : entries.flatMap((entry) => entry.modifiedProperties),
    provisioningSteps: entries.flatMap(stepsOf),
    statusInfo: {
      status: capitalized(status),
      errorCode: isFailure ? errorCode : null,
      reason: isFailure ? errorMessage : null,
      additionalDetails: null,
      errorCategory: isFailure ? capitalized(information?.errorCategory ?? "failure") : null,
      recommendedAction: null,
    },
    sourceIdentity:
      first === undefined ? null : identity(first.sourceIdentity.id, first.sourceIdentity.identityType),
    sourceSystem: { id: null, name: SOURCE_DIRECTORY_NAME, details: null },
    targetIdentity: first === undefined ? null : identity(first.targetIdentity.id, targetObjectName),
    targetSystem: { id: null, name: TARGET_DIRECTORY_NAME, details: null },
  };
  return { key: JSON.stringify(key), value: JSON.stringify(value) };
}

/** In the order of the documentation's sample. */
const STEP_TYPES: readonly ProvisioningStep["provisioningStepType"][] = [
  "import",
  "matching",
  "scoping",
  "processing",
  "referenceResolution",
  "export",
];

function rank({ provisioningStepType }: ProvisioningStep): number {
  return STEP_TYPES.indexOf(provisioningStepType);
}

function stepsOf({ activityDateTime, provisioningSteps }: ProvisioningLogEntry): unknown[] {
  return provisioningSteps
    .toSorted((one, other) => rank(one) - rank(other))
    .map(({ description, details, name, provisioningStepType, status }) => ({
      name,
      type: capitalized(provisioningStepType),
      status: capitalized(status),
      description,
      timestamp: activityDateTime,
      details,
    }));
}

/** For an object that is left as it is, the source's attributes take the place of the changed ones. */
function importedProperties(entry: ProvisioningLogEntry | undefined): unknown[] {
  const imported = entry?.provisioningSteps.find((step) => step.provisioningStepType === "import");
  return Object.entries(imported?.details ?? {}).map(([displayName, newValue]) => {
    return { displayName, oldValue: null, newValue };
  });
}

function identity(id: string, type: string): Record<string, unknown> {
  return { id, type, displayName: null, details: null };
}

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
