// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { UnusedApplication } from "./types.ts";

export interface GetUnusedApplicationsArgs {
  /** Name of the applications. */
  readonly displayName: string;
  /** Id of the application template. */
  readonly templateId: string;
}

export interface GetUnusedApplicationsOutputArgs {
  /** Name of the applications. */
  readonly displayName: pulumi.Input<string>;
  /** Id of the application template. */
  readonly templateId: pulumi.Input<string>;
}

export interface GetUnusedApplicationsResult {
  /** Those of the name. */
  readonly applications: readonly UnusedApplication[];
}

/**
 * Enterprise applications of a name that were made from a template and that nobody has set up: no notes, no
 * single sign-on, no provisioning job, nobody assigned. A deployment that was interrupted may leave one.
 */
export function getUnusedApplications(
  args: GetUnusedApplicationsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetUnusedApplicationsResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getUnusedApplications", { ...args }, opts);
}

/** As {@link getUnusedApplications}, for arguments that are outputs of resources. */
export function getUnusedApplicationsOutput(
  args: GetUnusedApplicationsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetUnusedApplicationsResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getUnusedApplications", { ...args }, opts);
}
