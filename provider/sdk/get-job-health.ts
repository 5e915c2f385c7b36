import * as pulumi from "@pulumi/pulumi";

/** One cycle of a provisioning job (of Graph's `synchronizationTaskExecution`). Times are ISO 8601 in UTC. */
export interface CycleSummary {
  readonly state: string;
  readonly began: string;
  readonly ended: string;
  /** Objects read from Entra. */
  readonly imported: number;
  /** Changes sent to the target. */
  readonly exported: number;
  /** Objects that failed and are tried again later. */
  readonly escrowed: number;
  /** Entra's code and message, when the cycle failed. */
  readonly error?: string;
}

/** Why and since when Entra has slowed a job down (of Graph's `synchronizationQuarantine`). */
export interface QuarantineSummary {
  readonly reason: string;
  readonly since: string;
  readonly nextAttempt: string;
  readonly error?: string;
}

export interface GetJobHealthArgs {
  /** Object id (a GUID) of the service principal. */
  readonly servicePrincipalId: string;
  /** Bare id of the job. */
  readonly jobId: string;
}

export interface GetJobHealthResult {
  /** Graph's code: `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`. */
  readonly status: string;
  /** Graph's schedule state: `Active`, `Disabled` or `Paused`. */
  readonly schedule: string;
  /** ISO 8601 duration between cycles. */
  readonly interval: string;
  readonly lastCycle?: CycleSummary;
  readonly quarantine?: QuarantineSummary;
  /** Objects in sync by kind, e.g. `{ User: 58, Group: 7 }`. */
  readonly synchronized: Record<string, number>;
  /** One sentence for a person. */
  readonly summary: string;
}

/** How a provisioning job is doing now. Fails when there is no such job. */
export function getJobHealth(
  args: GetJobHealthArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetJobHealthResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getJobHealth", args, opts);
}

export function getJobHealthOutput(
  args: pulumi.Inputs & { [K in keyof GetJobHealthArgs]: pulumi.Input<GetJobHealthArgs[K]> },
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetJobHealthResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getJobHealth", args, opts);
}
