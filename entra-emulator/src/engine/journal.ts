import { randomUUID } from "node:crypto";
import type { Escrow, ProvisioningLogEntry, SynchronizationJob } from "../tenant/model.ts";
import { retryNotice } from "./escrow.ts";
import { logEntry, type Outcome } from "./log-entry.ts";
import type { CycleFailure, ObjectCounts } from "./report.ts";
import type { TargetError } from "./wire/target-error.ts";

const FIRST_FAILURES = 20;

/** An outcome of which only the failure is left to say. */
export type Attempt = Omit<Outcome, "status" | "error" | "targetId">;

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

  /** @param escrow when the object is tried again; undefined when it is not, as after a failure on demand */
  fail(outcome: Attempt, error: TargetError, kind: "objects" | "references", escrow?: Escrow): void {
    this.failed[kind] += 1;
    const isTargets = error.status !== undefined;
    const reason =
      escrow !== undefined && isTargets ? `${error.message}${retryNotice(escrow)}` : error.message;
    const { id: objectId, displayName, objectType } = outcome.candidate;
    if (this.firstFailures.length < FIRST_FAILURES) {
      this.firstFailures.push({ objectType, objectId, displayName, code: error.code, reason });
    }
    const targetId = outcome.candidate.link?.targetId;
    this.write({ ...outcome, status: "failure", targetId, error: { code: error.code, reason, isTargets } });
  }
}

function counts(): ObjectCounts {
  return { created: 0, matched: 0, updated: 0, disabled: 0, deleted: 0, staged: 0 };
}
