// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { EffectiveAttribute, EffectiveMapping, EffectiveScopingFilter } from "./types.ts";

export interface GetEffectiveSchemaArgs {
  /** Object id (a GUID) of the enterprise application's service principal. */
  readonly servicePrincipalId: string;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  readonly jobId: string;
}

export interface GetEffectiveSchemaOutputArgs {
  /** Object id (a GUID) of the enterprise application's service principal. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  readonly jobId: pulumi.Input<string>;
}

export interface GetEffectiveSchemaResult {
  /** The schema's version. */
  readonly version: string;
  /** The attributes of the target system. */
  readonly attributes: readonly EffectiveAttribute[];
  /** The attribute mappings. */
  readonly mappings: readonly EffectiveMapping[];
  /** Who is in scope; everyone where there is none. */
  readonly scopingFilters: readonly EffectiveScopingFilter[];
  /** Objects whose mapping is switched off, such as `["Group"]`. */
  readonly disabledObjects: readonly string[];
}

/** What a job's synchronization schema says as a whole, whoever wrote it. Fails when there is no such job. */
export function getEffectiveSchema(
  args: GetEffectiveSchemaArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetEffectiveSchemaResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getEffectiveSchema", { ...args }, opts);
}

/** As {@link getEffectiveSchema}, for arguments that are outputs of resources. */
export function getEffectiveSchemaOutput(
  args: GetEffectiveSchemaOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetEffectiveSchemaResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getEffectiveSchema", { ...args }, opts);
}
