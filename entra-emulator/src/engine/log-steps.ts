import type { Escrow, ModifiedProperty, ProvisioningStep } from "../tenant/model.ts";
import { type Candidate, reportableIdentifier } from "./candidate.ts";
import { DATE_TIME_FORMAT, formatDate } from "./functions/date-format.ts";
import { ROUND_TRIP_FORMAT } from "./escrow.ts";
import type { Outcome } from "./log-entry.ts";
import { booleanValue, type Value } from "./value.ts";

/** The directory's name in logs. The schema still calls it `Azure Active Directory`. */
export const LOGGED_SOURCE_SYSTEM = "Microsoft Entra ID";

/** The steps of a log entry: import, scoping, matching, export; for a repeated attempt only the retry and the export. */
export function stepsOf(outcome: Outcome): ProvisioningStep[] {
  const { candidate, trigger } = outcome;
  if (typeof trigger === "object") return [retryStep(candidate, trigger), exportStep(outcome)];
  return [importStep(outcome), scopingStep(candidate), matchingStep(outcome), exportStep(outcome)];
}

function importStep({ candidate, mappings, trigger }: Outcome): ProvisioningStep {
  const { link, source } = candidate;
  const details = sourceDetails(candidate, mappings.loggedSources);
  const imported = { provisioningStepType: "import", status: "success", details } as const;
  const who = named(candidate);
  if (trigger === "onDemand") {
    return { ...imported, name: "EntryImport", description: `Retrieved ${who} from ${LOGGED_SOURCE_SYSTEM}` };
  }
  const change = link === undefined ? "Add" : source === undefined ? "Delete" : "Update";
  const description = `Received ${who} change of type (${change}) from ${LOGGED_SOURCE_SYSTEM}`;
  return { ...imported, name: `EntryImport${change}`, description };
}

/** The values of the attributes that the mappings read. */
function sourceDetails({ source }: Candidate, names: readonly string[]): Record<string, string> {
  if (source === undefined) return {};
  const attributes = source.object.attributes(source.isSoftDeleted);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = attributes.get(name) ?? null;
      return value === null || value.length === 0 ? [] : [[name, shownSource(value)]];
    }),
  );
}

function shownSource(value: Exclude<Value, null>): string {
  if (typeof value === "string") return value;
  return value
    .map((item) => (typeof item === "string" ? item : String(item.displayName ?? item.value ?? "")))
    .join(",");
}

function retryStep(candidate: Candidate, escrow: Escrow): ProvisioningStep {
  return {
    name: "EntryEscrowRetry",
    provisioningStepType: "import",
    status: "success",
    description: [
      "We are retrying an operation that previously failed.",
      `Identifier: ${reportableIdentifier(candidate)}`,
      `Object type: ${candidate.objectType}`,
      `Directory: ${LOGGED_SOURCE_SYSTEM}`,
    ].join("\r\n"),
    details: {
      CountProcessed: String(escrow.failures - 1),
      CreationTime: formatDate(new Date(escrow.firstFailedAt), ROUND_TRIP_FORMAT),
      Identifier: candidate.id,
      ModificationType: candidate.link === undefined ? "Add" : "Update",
      NextAttempt: formatDate(new Date(escrow.nextAttemptAt), DATE_TIME_FORMAT),
      Origin: "Source",
      TypeName: "EscrowedEntryDefault",
    },
  };
}

function scopingStep({ objectType, source }: Candidate): ProvisioningStep {
  return {
    name: "EntrySynchronizationScoping",
    provisioningStepType: "scoping",
    status: "success",
    description: `Determine if ${objectType} in scope by evaluating against each scoping filter`,
    details: {
      IsActive: booleanValue(source?.object.active ?? false),
      Assigned: booleanValue(source?.entitled ?? false),
      IsEffectivelyEntitledForProvisioning: booleanValue(source?.entitled ?? false),
      IsInProvisioningScopeDisplayName: booleanValue(source?.inScope ?? false),
      ScopeEvaluationResult: JSON.stringify({ passesFilter: source?.passesFilter ?? false }),
    },
  };
}

function matchingStep({ candidate, mappings, step, targetId }: Outcome): ProvisioningStep {
  const system = mappings.targetSystem;
  const matching = { provisioningStepType: "matching", status: "success", details: {} } as const;
  if (candidate.link !== undefined || (targetId !== undefined && step !== "EntryExportAdd")) {
    const description = `Retrieved ${named(candidate)} from ${system}`;
    return { ...matching, name: "EntryImport", description };
  }
  const { objectType } = candidate;
  const why = `${objectType} is active and assigned in ${LOGGED_SOURCE_SYSTEM}, but no matching ${objectType} was found in ${system}`;
  const description = `${named(candidate)} will be created in ${system} (${why})`;
  return step === "EntryExportAdd"
    ? { ...matching, name: "EntrySynchronizationAdd", description }
    : { ...matching, name: "EntryImport", description: `No match was found in ${system}` };
}

function exportStep(outcome: Outcome): ProvisioningStep {
  const { candidate, error, modified, status, step } = outcome;
  return {
    name: step,
    provisioningStepType: "export",
    status,
    description: exportDescription(outcome),
    details:
      status === "skipped" && error !== undefined
        ? { SkipReason: error.code }
        : { ReportableIdentifier: reportableIdentifier(candidate), ...exportedDetails(modified) },
  };
}

/** The words for each kind of export, when it succeeded and when it failed. */
const EXPORTS: Readonly<Record<string, { readonly done: string; readonly tried: string }>> = {
  EntryExportAdd: { done: "was created in", tried: "create" },
  EntryExportUpdate: { done: "was updated in", tried: "update" },
  EntryExportUpdateSoftDelete: { done: "was updated in", tried: "update" },
  EntryExportDelete: { done: "was deleted from", tried: "delete" },
};

function exportDescription({ candidate, error, mappings, status, step }: Outcome): string {
  const verbs = EXPORTS[step];
  const who = named(candidate);
  if (error?.code.startsWith("Redundant") === true) {
    return `${error.reason} No change to the ${who} currently needs to be made.`;
  }
  if (status === "skipped" || verbs === undefined) return error?.reason ?? "";
  if (status === "failure") return `Failed to ${verbs.tried} ${who} in ${mappings.targetSystem}`;
  return `${who} ${verbs.done} ${mappings.targetSystem}`;
}

/** Names are written without dots and colons; several values of one attribute are joined. */
function exportedDetails(modified: readonly ModifiedProperty[]): Record<string, string> {
  const details: Record<string, string> = {};
  for (const { displayName, newValue } of modified) {
    if (newValue === null) continue;
    const name = displayName.replaceAll(/[.:]/g, "");
    const before = details[name];
    details[name] = before === undefined ? newValue : `${before},${newValue}`;
  }
  return details;
}

function named(candidate: Candidate): string {
  return `${candidate.objectType} '${reportableIdentifier(candidate)}'`;
}
