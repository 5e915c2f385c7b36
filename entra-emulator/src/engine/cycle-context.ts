import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { readEntitlements, type Entitlements } from "./entitlement.ts";
import type { EvaluationContext } from "./functions/function.ts";
import type { Journal } from "./journal.ts";
import type { CompiledSchema } from "./mapping.ts";
import type { ProvisioningSettings } from "./settings.ts";
import type { Dialect } from "./wire/base-address.ts";
import type { ScimHttp } from "./wire/client.ts";
import { TargetError } from "./wire/target-error.ts";
import { EvaluationError } from "./evaluation-error.ts";

/** What the steps of one cycle share. */
export interface CycleContext {
  readonly store: TenantStore;
  readonly job: SynchronizationJob;
  readonly schema: CompiledSchema;
  readonly settings: ProvisioningSettings;
  readonly http: ScimHttp;
  readonly dialect: Dialect;
  readonly journal: Journal;
  readonly entitlements: Entitlements;
  readonly evaluation: EvaluationContext;
  /** Whether every object is evaluated, not just those that changed. */
  readonly full: boolean;
  /** How many objects are exported at a time. */
  readonly concurrency: number;
  /** How many members one PATCH of a group carries. */
  readonly membersPerPatch: number;
  /** Source ids of objects joined in this cycle; what they refer to at the target is not known. */
  readonly joined: Set<string>;
}

/** Everything of a context that does not follow from the tenant and the job. */
export type CycleParts = Pick<
  CycleContext,
  "store" | "job" | "schema" | "settings" | "http" | "dialect" | "journal" | "concurrency" | "membersPerPatch"
>;

export function cycleContext(parts: CycleParts): CycleContext {
  const { store, job } = parts;
  return {
    ...parts,
    entitlements: readEntitlements(store, job),
    evaluation: { now: () => store.clock.now(), defaultDomain: store.tenant.domain },
    full: job.engine.watermark === null,
    joined: new Set(),
  };
}

/** The failure of one object. An error of the whole endpoint is thrown on, as is any other. */
export function objectError(error: unknown): TargetError {
  const known = cycleError(error);
  if (known.fatal) throw known;
  return known;
}

/** What ends a cycle or fails one object. Anything else is a defect and is thrown on. */
export function cycleError(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  if (error instanceof EvaluationError)
    return new TargetError("SchemaError", error.message, { cause: error });
  throw error;
}
