import type { CheckResult } from "./check/check.ts";
import type { Cycle } from "./cycles.ts";
import type { DayEvent } from "./day.ts";

/** What a run did, as `--json` writes it. Times are seconds. */
export interface RunReport {
  readonly startedAt: string;
  readonly seconds: number;
  readonly engine: { readonly version: string; readonly origin: string };
  readonly plugins: string;
  readonly database: string;
  readonly directory: { readonly source: string; readonly people: number; readonly groups: number };
  readonly tenantUrl: string;
  readonly up: UpdateReport;
  readonly cycles: readonly Cycle[];
  readonly day: readonly DayEvent[];
  readonly check: CheckResult;
}

/** What was done to one resource. */
export interface ResourceReport {
  /** Such as `create`. */
  readonly op: string;
  /** Such as `SynchronizationJob`. */
  readonly type: string;
  readonly name: string;
  readonly seconds: number;
}

/** What an `up` or `destroy` did. */
export interface UpdateReport {
  readonly seconds: number;
  readonly changes: Readonly<Record<string, number>>;
  /** What was done to single resources, in the order in which it was done; components and unchanged ones are left out. */
  readonly resources: readonly ResourceReport[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** What a `--destroy` did, as `--json` writes it. */
export interface DestroyReport {
  readonly startedAt: string;
  readonly seconds: number;
  readonly destroy: UpdateReport;
  /** Types of the resources in the order in which they were taken away. */
  readonly undone: readonly string[];
  readonly inReverse: boolean;
  /** Where the tenant is not what it was before the first `up`. */
  readonly traces: readonly string[];
}
