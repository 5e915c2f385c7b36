/** Graph's `provisionedIdentity`. */
export interface ProvisionedIdentity {
  id: string;
  displayName: string;
  /** `User` or `Group` at the source, the SCIM URN at the target. */
  identityType: string;
  details: Record<string, string>;
}

/** Graph's `provisioningStep`. */
export interface ProvisioningStep {
  name: string;
  provisioningStepType: "import" | "scoping" | "matching" | "processing" | "referenceResolution" | "export";
  status: "success" | "failure" | "skipped" | "warning";
  description: string;
  details: Record<string, string>;
}

/** Graph's `modifiedProperty`. */
export interface ModifiedProperty {
  displayName: string;
  oldValue: string | null;
  newValue: string | null;
}

/** Graph's `provisioningStatusInfo`. */
export interface ProvisioningStatusInfo {
  status: "success" | "failure" | "skipped" | "warning";
  errorInformation: {
    errorCode: string;
    reason: string;
    additionalDetails: string | null;
    errorCategory: "failure" | "nonServiceFailure" | "success";
    recommendedAction: string | null;
  } | null;
}

/** What the engine knows of one object in one cycle; the rest of a `provisioningObjectSummary` follows from the job. */
export interface ProvisioningLogEntry {
  id: string;
  activityDateTime: string;
  jobId: string;
  servicePrincipalId: string;
  cycleId: string;
  changeId: string;
  provisioningAction: "create" | "update" | "delete" | "stagedDelete" | "disable" | "other";
  durationInMilliseconds: number;
  sourceIdentity: ProvisionedIdentity;
  targetIdentity: ProvisionedIdentity;
  provisioningStatusInfo: ProvisioningStatusInfo;
  provisioningSteps: ProvisioningStep[];
  modifiedProperties: ModifiedProperty[];
}
