import * as pulumi from "@pulumi/pulumi";
import type { CycleSummary, QuarantineSummary } from "./get-job-health.ts";

export interface ProvisioningStartArgs {
  /** Object id (a GUID) of the enterprise application's service principal. A change replaces. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). A change replaces. */
  readonly jobId: pulumi.Input<string>;
  /**
   * Wait until the first cycle is over, at most as long as `customTimeouts.create` says (one hour if it says
   * nothing). A cycle that fails, or a quarantine, then fails the deployment. @default false
   */
  readonly waitForFirstCycle?: pulumi.Input<boolean>;
  /** Any text. When it changes, the job is restarted: everyone is evaluated again, failures are forgotten. */
  readonly restart?: pulumi.Input<string>;
}

/**
 * The guide's "Start provisioning", the last step: starts the job, and pauses it when deleted. A job that somebody
 * paused in the admin center shows as drift and is started again.
 */
export class ProvisioningStart extends pulumi.CustomResource {
  declare readonly servicePrincipalId: pulumi.Output<string>;
  declare readonly jobId: pulumi.Output<string>;
  /** Graph's code: `NotConfigured`, `NotRun`, `Active`, `Paused` or `Quarantine`. */
  declare readonly status: pulumi.Output<string>;
  /** Graph's schedule state: `Active`, `Disabled` or `Paused`. */
  declare readonly schedule: pulumi.Output<string>;
  /** The last cycle when this resource last acted, or when a refresh last found the status changed. */
  declare readonly lastCycle: pulumi.Output<CycleSummary | undefined>;
  /** Why Entra has slowed the job down, if it has. */
  declare readonly quarantine: pulumi.Output<QuarantineSummary | undefined>;

  constructor(name: string, args: ProvisioningStartArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { status: undefined, schedule: undefined, lastCycle: undefined, quarantine: undefined };
    super("entra-provisioning:index:ProvisioningStart", name, { ...args, ...outputs }, opts);
  }
}
