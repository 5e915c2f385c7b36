// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { CycleSummary, QuarantineSummary } from "./types.ts";

export interface GetJobHealthArgs {
  /** Object id (a GUID) of the enterprise application's service principal. */
  readonly servicePrincipalId: string;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  readonly jobId: string;
}

export interface GetJobHealthOutputArgs {
  /** Object id (a GUID) of the enterprise application's service principal. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  readonly jobId: pulumi.Input<string>;
}

export interface GetJobHealthResult {
  /** Graph's code: `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`. */
  readonly status: string;
  /** Graph's schedule state: `Active`, `Disabled` or `Paused`. */
  readonly schedule: string;
  /** ISO 8601 duration between cycles. */
  readonly interval: string;
  /** The last cycle; absent before the first is over. */
  readonly lastCycle?: CycleSummary;
  /** Why Entra has slowed the job down, if it has. */
  readonly quarantine?: QuarantineSummary;
  /** Objects in sync by kind, such as `{ User: 58, Group: 7 }`. */
  readonly synchronized: Readonly<Record<string, number>>;
  /** One sentence for a person, the same as long as the job's condition is the same. */
  readonly summary: string;
}

/** How a provisioning job is doing now. Fails when there is no such job. */
export function getJobHealth(
  args: GetJobHealthArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetJobHealthResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getJobHealth", { ...args }, opts);
}

/** As {@link getJobHealth}, for arguments that are outputs of resources. */
export function getJobHealthOutput(
  args: GetJobHealthOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetJobHealthResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getJobHealth", { ...args }, opts);
}
