// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { ExistingAssignment } from "./types.ts";

export interface GetAssignmentsArgs {
  /** Object id (a GUID) of the enterprise application's service principal. */
  readonly servicePrincipalId: string;
}

export interface GetAssignmentsOutputArgs {
  /** Object id (a GUID) of the enterprise application's service principal. */
  readonly servicePrincipalId: pulumi.Input<string>;
}

export interface GetAssignmentsResult {
  /** All of them, in no order. */
  readonly assignments: readonly ExistingAssignment[];
}

/** Who is assigned to an enterprise application, and to which role. */
export function getAssignments(
  args: GetAssignmentsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetAssignmentsResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getAssignments", { ...args }, opts);
}

/** As {@link getAssignments}, for arguments that are outputs of resources. */
export function getAssignmentsOutput(
  args: GetAssignmentsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetAssignmentsResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getAssignments", { ...args }, opts);
}
