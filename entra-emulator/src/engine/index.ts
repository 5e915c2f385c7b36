import type { SynchronizationJob } from "../tenant/model.ts";
import type { TenantStore } from "../tenant/store.ts";
import { type CredentialFailure, testConnection } from "./credentials.ts";
import { compileSchema } from "./mapping.ts";
import { type OnDemandSubject, provisionOnDemand } from "./on-demand.ts";
import type { OnDemandVerdict } from "./on-demand-verdict.ts";
import type { CycleReport } from "./report.ts";
import { runCycle } from "./run-cycle.ts";
import { ENGINE_DEFAULTS, type EngineSettings } from "./settings.ts";
import type { IssueAssertion } from "./wire/sign-in.ts";

export type { CredentialFailure } from "./credentials.ts";
export { LOGGED_SOURCE_SYSTEM } from "./log-steps.ts";
export type { CycleFailure, CycleReport, ObjectCounts } from "./report.ts";
export { replaceProblems } from "./functions/replace.ts";
export { FILTER_OPERATORS, filterProblems, type FilterOperator } from "./scoping-filter.ts";
export { ENGINE_DEFAULTS } from "./settings.ts";

/** Of an engine without an issuer, such as one that provisions a single endpoint from the command line. */
const withoutIssuer: IssueAssertion = () => Promise.reject(new TypeError("this engine issues no assertions"));

export interface EngineOptions {
  /** What differs from `ENGINE_DEFAULTS`; read again by each cycle. */
  readonly settings?: Partial<EngineSettings>;
  readonly issueAssertion?: IssueAssertion;
}

/** The provisioning engine. What it remembers is in the jobs; an instance only runs the cycles of a job in turn. */
export class ProvisioningEngine {
  readonly #settings: Partial<EngineSettings>;
  readonly #issueAssertion: IssueAssertion;
  readonly #busy = new Map<string, Promise<unknown>>();

  constructor({ settings = {}, issueAssertion = withoutIssuer }: EngineOptions = {}) {
    this.#settings = settings;
    this.#issueAssertion = issueAssertion;
  }

  /** Runs one cycle, also of a job whose next cycle is not due. */
  runCycle(store: TenantStore, job: SynchronizationJob): Promise<CycleReport> {
    const settings = { ...ENGINE_DEFAULTS, ...this.#settings };
    return this.#inTurn(job, () => runCycle(store, job, settings, this.#issueAssertion));
  }

  /** Calls the endpoint as Test Connection does; `undefined` when it answers as it should. */
  async validateCredentials(
    store: TenantStore,
    job: SynchronizationJob,
    credentials: ReadonlyMap<string, string>,
  ): Promise<CredentialFailure | undefined> {
    return testConnection(compileSchema(job.schema), {
      secrets: credentials,
      job,
      issueAssertion: this.#issueAssertion,
      now: store.clock.now(),
    });
  }

  provisionOnDemand(
    store: TenantStore,
    job: SynchronizationJob,
    subject: OnDemandSubject,
  ): Promise<OnDemandVerdict> {
    const settings = { ...ENGINE_DEFAULTS, ...this.#settings };
    return this.#inTurn(job, () => provisionOnDemand(store, job, subject, settings, this.#issueAssertion));
  }

  async #inTurn<Result>(job: SynchronizationJob, work: () => Promise<Result>): Promise<Result> {
    const before = this.#busy.get(job.id) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result.catch(() => undefined);
    this.#busy.set(job.id, settled);
    try {
      return await result;
    } finally {
      if (this.#busy.get(job.id) === settled) this.#busy.delete(job.id);
    }
  }
}
