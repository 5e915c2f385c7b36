// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { ApplicationDetails } from "./types.ts";

export interface GetApplicationArgs {
  /** Application (client) id. */
  readonly clientId?: string;
  /** Object id of the enterprise application (service principal) or of the app registration. */
  readonly objectId?: string;
  /** Name of the application; must be the only one of that name. */
  readonly displayName?: string;
}

export interface GetApplicationOutputArgs {
  /** Application (client) id. */
  readonly clientId?: pulumi.Input<string | undefined>;
  /** Object id of the enterprise application (service principal) or of the app registration. */
  readonly objectId?: pulumi.Input<string | undefined>;
  /** Name of the application; must be the only one of that name. */
  readonly displayName?: pulumi.Input<string | undefined>;
}

export interface GetApplicationResult {
  /** Absent when `problem` says that there is none, or more than one. */
  readonly application?: ApplicationDetails;
  /** Why it cannot be used, and the way out: not found, ambiguous, or unable to provision. */
  readonly problem?: string;
}

/**
 * An existing enterprise application, with its roles and jobs, and whether it can provision. Exactly one
 * argument is given.
 */
export function getApplication(
  args: GetApplicationArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetApplicationResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getApplication", { ...args }, opts);
}

/** As {@link getApplication}, for arguments that are outputs of resources. */
export function getApplicationOutput(
  args: GetApplicationOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetApplicationResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getApplication", { ...args }, opts);
}
