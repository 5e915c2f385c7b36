import type { Connectivity } from "./connectivity.ts";
import type { SynchronizationSchema } from "./schema.ts";

/** Graph's `synchronizationSchedule`; read-only for callers. */
export interface SynchronizationSchedule {
  expiration: string | null;
  /** ISO 8601 duration. */
  interval: string;
  state: "Active" | "Disabled" | "Paused";
}

/** Graph's `synchronizationError`. */
export interface SynchronizationError {
  code: string;
  message: string;
  tenantActionable: boolean;
}

/** Graph's `synchronizationTaskExecution`: one cycle. Times are ISO 8601 of the emulated clock. */
export interface SynchronizationTaskExecution {
  activityIdentifier: string;
  countEntitled: number;
  countEntitledForProvisioning: number;
  countEscrowed: number;
  countEscrowedRaw: number;
  countExported: number;
  countExports: number;
  countImported: number;
  countImportedDeltas: number;
  countImportedReferenceDeltas: number;
  error: SynchronizationError | null;
  state: "Succeeded" | "Failed" | "EntryLevelErrors";
  timeBegan: string;
  timeEnded: string;
}

export type QuarantineReason =
  | "EncounteredBaseEscrowThreshold"
  | "EncounteredTotalEscrowThreshold"
  | "EncounteredEscrowProportionThreshold"
  | "EncounteredQuarantineException"
  | "Unknown"
  | "QuarantinedOnDemand"
  | "TooManyDeletes"
  | "IngestionInterrupted";

/** Graph's `synchronizationQuarantine`. */
export interface SynchronizationQuarantine {
  currentBegan: string;
  nextAttempt: string;
  reason: QuarantineReason;
  seriesBegan: string;
  seriesCount: number;
  error: SynchronizationError | null;
}

/** Graph's `synchronizationProgress`. */
export interface SynchronizationProgress {
  completedUnits: number;
  totalUnits: number;
  units: string;
  progressObservationDateTime: string;
}

/** Graph's `synchronizationStatus`. */
export interface SynchronizationStatus {
  code: "NotConfigured" | "NotRun" | "Active" | "Paused" | "Quarantine";
  countSuccessiveCompleteFailures: number;
  escrowsPruned: boolean;
  lastExecution: SynchronizationTaskExecution | null;
  lastSuccessfulExecution: SynchronizationTaskExecution | null;
  lastSuccessfulExecutionWithExports: SynchronizationTaskExecution | null;
  quarantine: SynchronizationQuarantine | null;
  steadyStateFirstAchievedTime: string;
  steadyStateLastAchievedTime: string;
  troubleshootingUrl: string | null;
  progress: SynchronizationProgress[];
  /** Key is the source object's name, `User` or `Group`. */
  synchronizedEntryCountByType: { key: string; value: number }[];
}

/** A source object and the target object that it was matched to or created as ("object connection"). */
export interface Link {
  readonly sourceId: string;
  readonly objectType: "User" | "Group";
  readonly targetId: string;
  displayName: string;
  /** The last values exported, by target attribute name; what a next cycle compares with. */
  exported: Record<string, unknown>;
  /** Source ids last exported of each reference attribute (`members`, manager), by target attribute name. */
  references: Record<string, string[]>;
  /**
   * Source ids, by target attribute name, that had no target when they were last looked at. Entra leaves them out until
   * everything is evaluated again, even when they come into scope before.
   */
  unresolved: Record<string, string[]>;
  /** Whether the object was last exported as inactive (disabled, unassigned or soft-deleted). */
  deprovisioned: boolean;
  /** False once the object is unassigned or filtered out; Entra then never deletes it at the target. */
  inScope: boolean;
}

/** A change that failed and is retried in later cycles. */
export interface Escrow {
  readonly sourceId: string;
  readonly objectType: "User" | "Group";
  /** Whether attributes or references failed. */
  readonly kind: "Object" | "Reference";
  error: SynchronizationError;
  failures: number;
  firstFailedAt: string;
  nextAttemptAt: string;
}

/** What the provisioning engine remembers of a job between cycles. All times are of the emulated clock. */
export interface EngineState {
  /**
   * Change sequence of the tenant up to which everything was evaluated; `null` makes the next cycle look at every object.
   * Whoever changes the schema or restarts the job sets it to `null`.
   */
  watermark: number | null;
  /** When the next cycle is due; `null`: only once the job is started. */
  nextCycleAt: string | null;
  /** By source id. */
  links: Map<string, Link>;
  /** By `<kind>:<source id>`. */
  escrows: Map<string, Escrow>;
  /** Deletions held back by the accidental-deletion threshold: source ids. */
  stagedDeletes: Set<string>;
  /** Whether a restart with `ForceDeletes` lets the held deletions through in the next cycle. */
  forceDeletes: boolean;
}

/** Graph's `synchronizationJob` with its schema and the engine's state. */
export interface SynchronizationJob {
  /** `<templateId>.<tenant id without dashes>.<guid>`. */
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly templateId: string;
  readonly schedule: SynchronizationSchedule;
  readonly status: SynchronizationStatus;
  readonly synchronizationJobSettings: { name: string; value: string }[];
  schema: SynchronizationSchema;
  /** Undefined: by the bearer token in the secrets. */
  connectivity?: Connectivity | undefined;
  readonly engine: EngineState;
}
