import { randomUUID } from "node:crypto";
import type { ProvisioningLogEntry, SynchronizationJob } from "../tenant/model.ts";
import { logEntry, type Outcome } from "./log-entry.ts";
import type { CycleFailure, ObjectCounts } from "./report.ts";
import type { TargetError } from "./wire/target-error.ts";

const FIRST_FAILURES = 20;

/** The log entries, figures and failures of one cycle. */
export class Journal {
  readonly cycleId = randomUUID();
  readonly users = counts();
  readonly groups = counts();
  readonly memberships = { added: 0, removed: 0 };
  readonly managers = { set: 0, removed: 0 };
  readonly firstFailures: CycleFailure[] = [];
  readonly failed = { objects: 0, references: 0 };
  /** Writes to the target. */
  exports = 0;
  /** Objects that were looked at, and those of them that are in scope. */
  imported = 0;
  entitled = 0;
  readonly #job: SynchronizationJob;
  readonly #now: () => Date;
  readonly #append: (entry: ProvisioningLogEntry) => void;

  constructor(job: SynchronizationJob, now: () => Date, append: (entry: ProvisioningLogEntry) => void) {
    this.#job = job;
    this.#now = now;
    this.#append = append;
  }

  countsOf(objectType: "User" | "Group"): ObjectCounts {
    return objectType === "User" ? this.users : this.groups;
  }

  /** Writes the log entry of an outcome. */
  write(outcome: Outcome): void {
    this.#append(logEntry(this.#job, this.cycleId, this.#now(), outcome));
  }

  fail(
    outcome: Omit<Outcome, "status" | "error" | "targetId" | "modified">,
    error: TargetError,
    kind: "objects" | "references",
  ): void {
    this.failed[kind] += 1;
    const { id: objectId, displayName, objectType } = outcome.candidate;
    if (this.firstFailures.length < FIRST_FAILURES) {
      this.firstFailures.push({ objectType, objectId, displayName, code: error.code, reason: error.message });
    }
    const targetId = outcome.candidate.link?.targetId ?? null;
    const told = { code: error.code, reason: error.message };
    this.write({ ...outcome, status: "failure", targetId, modified: [], error: told });
  }
}

function counts(): ObjectCounts {
  return { created: 0, matched: 0, updated: 0, disabled: 0, deleted: 0, staged: 0 };
}
