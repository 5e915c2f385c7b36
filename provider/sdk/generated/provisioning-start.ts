// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { CycleSummary, QuarantineSummary } from "./types.ts";

export interface ProvisioningStartArgs {
  /** Object id (a GUID) of the enterprise application's service principal. A change replaces the resource. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). A change replaces the resource. */
  readonly jobId: pulumi.Input<string>;
  /**
   * Whether `pulumi up` waits for the end of the first cycle, for an hour at most, and fails when the cycle
   * does. Default `false`.
   */
  readonly waitForFirstCycle?: pulumi.Input<boolean | undefined>;
  /**
   * Any text; a new one restarts provisioning: a quarantine ends, failures are forgotten, and everyone is
   * evaluated again. Taking it out does nothing.
   */
  readonly restart?: pulumi.Input<string | undefined>;
}

/**
 * The guide's "Start provisioning", the last step: starts the job, and pauses it when deleted. A job that
 * somebody paused in the admin center shows as drift and is started again. `customTimeouts.create` sets
 * another limit to the wait for the first cycle. Import id: `<servicePrincipalId>/<jobId>`.
 */
export class ProvisioningStart extends pulumi.CustomResource {
  /** Object id (a GUID) of the enterprise application's service principal. */
  declare readonly servicePrincipalId: pulumi.Output<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  declare readonly jobId: pulumi.Output<string>;
  /**
   * Whether `pulumi up` waits for the end of the first cycle, for an hour at most, and fails when the cycle
   * does. Default `false`.
   */
  declare readonly waitForFirstCycle: pulumi.Output<boolean | undefined>;
  /**
   * Any text; a new one restarts provisioning: a quarantine ends, failures are forgotten, and everyone is
   * evaluated again. Taking it out does nothing.
   */
  declare readonly restart: pulumi.Output<string | undefined>;
  /** Graph's code: `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`. */
  declare readonly status: pulumi.Output<string>;
  /** Graph's schedule state: `Active`, `Disabled` or `Paused`. */
  declare readonly schedule: pulumi.Output<string>;
  /** The last cycle when the job was last looked at. */
  declare readonly lastCycle: pulumi.Output<CycleSummary | undefined>;
  /** Why Entra has slowed the job down, if it has. */
  declare readonly quarantine: pulumi.Output<QuarantineSummary | undefined>;

  constructor(name: string, args: ProvisioningStartArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:ProvisioningStart",
      name,
      { ...args, status: undefined, schedule: undefined, lastCycle: undefined, quarantine: undefined },
      opts,
    );
  }
}
