import * as pulumi from "@pulumi/pulumi";

/** Exactly one of the three. */
export interface GetApplicationArgs {
  /** Application (client) id. */
  readonly clientId?: string;
  /** Object id of the enterprise application (service principal) or of the app registration. */
  readonly objectId?: string;
  readonly displayName?: string;
}

export interface ApplicationRole {
  readonly id: string;
  readonly displayName: string;
  readonly value?: string;
  readonly enabled: boolean;
  /** `User` and/or `Application`. */
  readonly allowedMemberTypes: readonly string[];
}

export interface ApplicationJob {
  /** Bare id. */
  readonly id: string;
  readonly templateId: string;
  /** Graph's status code, e.g. `Active`. */
  readonly status: string;
}

export interface ApplicationDetails {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  /** Object id of the app registration; undefined when it belongs to another tenant. */
  readonly applicationId?: string;
  readonly clientId: string;
  readonly displayName: string;
  /** Whether sign-in needs an assignment. */
  readonly assignmentRequired: boolean;
  readonly appRoles: readonly ApplicationRole[];
  /** Ids of the synchronization templates it offers, e.g. `["scim"]`. */
  readonly templates: readonly string[];
  readonly jobs: readonly ApplicationJob[];
  /** Keys of its synchronization secrets; never their values. */
  readonly secretKeys: readonly string[];
}

export interface GetApplicationResult {
  /** Undefined when `problem` says that there is none, or more than one. */
  readonly application?: ApplicationDetails;
  /** Why it cannot be used, and the way out: not found, ambiguous, or unable to provision. */
  readonly problem?: string;
}

/** Looks an existing enterprise application up, with its roles and jobs, and says whether it can provision. */
export function getApplication(
  args: GetApplicationArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetApplicationResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getApplication", { ...args }, opts);
}

export function getApplicationOutput(
  args: { [K in keyof GetApplicationArgs]: pulumi.Input<GetApplicationArgs[K]> },
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetApplicationResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getApplication", { ...args }, opts);
}
