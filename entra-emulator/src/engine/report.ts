import type { QuarantineReason, SynchronizationTaskExecution } from "../tenant/model.ts";
import type { Method } from "./wire/client.ts";

/** What became of the objects of one type. */
export type ObjectCounts = {
  created: number;
  /** Joined to an object that the target had already. */
  matched: number;
  updated: number;
  disabled: number;
  deleted: number;
  /** Deletions and disables held back by the accidental-deletion threshold. */
  staged: number;
};

/** One failure, for people. */
export type CycleFailure = {
  readonly objectType: "User" | "Group";
  readonly objectId: string;
  readonly displayName: string;
  readonly code: string;
  readonly reason: string;
};

/** One cycle, for people. Times are real, not of the emulated clock. */
export type CycleReport = {
  readonly jobId: string;
  readonly cycleId: string;
  /** `initial` evaluates everything, `incremental` what changed since the last cycle. */
  readonly kind: "initial" | "incremental";
  readonly state: SynchronizationTaskExecution["state"];
  readonly quarantine: QuarantineReason | null;
  /** Why the cycle ended early; null when it did not. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly durationMs: number;
  readonly requests: Readonly<Record<Method, number>>;
  readonly requestsPerSecond: number;
  readonly users: Readonly<ObjectCounts>;
  readonly groups: Readonly<ObjectCounts>;
  readonly memberships: { readonly added: number; readonly removed: number };
  readonly managers: { readonly set: number; readonly removed: number };
  /** `first` holds twenty at most. */
  readonly failures: { readonly total: number; readonly first: readonly CycleFailure[] };
};
