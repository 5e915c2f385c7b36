// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type {
  Attribute,
  AttributeArgs,
  DisabledMapping,
  DisabledMappingArgs,
  Mapping,
  MappingArgs,
  Replaced,
  ScopingFilter,
  ScopingFilterArgs,
} from "./types.ts";

export interface SynchronizationSchemaArgs {
  /** Object id (a GUID) of the enterprise application's service principal. A change replaces the resource. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). A change replaces the resource. */
  readonly jobId: pulumi.Input<string>;
  /** Attributes of the target that Entra does not know. */
  readonly attributes?: pulumi.Input<pulumi.Input<AttributeArgs>[] | undefined>;
  /** Mappings to add or to alter. */
  readonly mappings?: pulumi.Input<pulumi.Input<MappingArgs>[] | undefined>;
  /** Who is in scope; at most one filter for users and one for groups. */
  readonly scopingFilters?: pulumi.Input<pulumi.Input<ScopingFilterArgs>[] | undefined>;
  /** Default mappings to switch off. */
  readonly disabledMappings?: pulumi.Input<pulumi.Input<DisabledMappingArgs>[] | undefined>;
}

/**
 * The guide's "Edit attribute mappings": attributes, mappings and scoping filters of a job. What is not
 * named stays as it is; deleting the resource restores what was there before. Every change makes Entra
 * evaluate every user and group again. Import id: `<servicePrincipalId>/<jobId>`.
 */
export class SynchronizationSchema extends pulumi.CustomResource {
  /** Object id (a GUID) of the enterprise application's service principal. */
  declare readonly servicePrincipalId: pulumi.Output<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  declare readonly jobId: pulumi.Output<string>;
  /** Attributes of the target that Entra does not know. */
  declare readonly attributes: pulumi.Output<readonly Attribute[] | undefined>;
  /** Mappings to add or to alter. */
  declare readonly mappings: pulumi.Output<readonly Mapping[] | undefined>;
  /** Who is in scope; at most one filter for users and one for groups. */
  declare readonly scopingFilters: pulumi.Output<readonly ScopingFilter[] | undefined>;
  /** Default mappings to switch off. */
  declare readonly disabledMappings: pulumi.Output<readonly DisabledMapping[] | undefined>;
  /** The schema's version after the last change that this resource made. */
  declare readonly version: pulumi.Output<string>;
  /** What this resource has displaced, so that deleting it puts everything back. */
  declare readonly replaced: pulumi.Output<Replaced>;

  constructor(name: string, args: SynchronizationSchemaArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:SynchronizationSchema",
      name,
      { ...args, version: undefined, replaced: undefined },
      opts,
    );
  }
}
