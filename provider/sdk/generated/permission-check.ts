// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { PermissionFinding, PermissionStep } from "./types.ts";

export interface PermissionCheckArgs {
  /** What the stack is going to do. A change checks again. */
  readonly steps: pulumi.Input<pulumi.Input<PermissionStep>[]>;
}

/**
 * Says before anything is made, in preview too, which Graph permission, directory role or licence is missing
 * for the steps that the stack will take. Reads only. What cannot be determined is a warning and in
 * `unsure`.
 */
export class PermissionCheck extends pulumi.CustomResource {
  /** What the stack is going to do. A change checks again. */
  declare readonly steps: pulumi.Output<readonly PermissionStep[]>;
  /** What is there. */
  declare readonly granted: pulumi.Output<readonly PermissionFinding[]>;
  /** Always empty in a deployed stack, because a missing permission stops the deployment. */
  declare readonly missing: pulumi.Output<readonly PermissionFinding[]>;
  /** What could not be determined. */
  declare readonly unsure: pulumi.Output<readonly PermissionFinding[]>;

  constructor(name: string, args: PermissionCheckArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:PermissionCheck",
      name,
      { ...args, granted: undefined, missing: undefined, unsure: undefined },
      opts,
    );
  }
}
