import type { CycleReport } from "./engine/report.ts";
import type { SynchronizationJob } from "./tenant/model.ts";
import type { TenantStore } from "./tenant/store.ts";

/** Why the target's credentials are no good, in the codes that the provisioning service has for it. */
export interface CredentialFailure {
  readonly code: string;
  readonly message: string;
}

/** Members or other references of a subject that are to be provisioned with it. */
export interface OnDemandSubject {
  readonly objectId: string;
  readonly objectTypeName: string;
  readonly links?:
    | Readonly<Record<string, readonly { objectId: string; objectTypeName: string }[]>>
    | undefined;
}

/** Both are JSON in a string, as Graph's `stringKeyStringValuePair` carries them. */
export interface OnDemandVerdict {
  readonly key: string;
  readonly value: string;
}

/** What the Graph side and the control paths ask of the provisioning engine. */
export interface EngineApi {
  /** Runs one cycle, also of a job whose next cycle is not due. */
  runCycle(store: TenantStore, job: SynchronizationJob): Promise<CycleReport>;
  /** Calls the endpoint as Test Connection does; `null` when it answers as it should. */
  validateCredentials(
    job: SynchronizationJob,
    credentials: ReadonlyMap<string, string>,
  ): Promise<CredentialFailure | null>;
  provisionOnDemand(
    store: TenantStore,
    job: SynchronizationJob,
    subject: OnDemandSubject,
  ): Promise<OnDemandVerdict>;
}
