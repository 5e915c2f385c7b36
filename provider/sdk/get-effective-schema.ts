import * as pulumi from "@pulumi/pulumi";

export interface GetEffectiveSchemaArgs {
  /** Object id (a GUID) of the service principal. */
  readonly servicePrincipalId: string;
  /** Bare id of the job. */
  readonly jobId: string;
}

/** An attribute of the target, with the defaults of `AttributeArgs` filled in. */
export interface EffectiveAttribute {
  readonly object: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly multivalued: boolean;
  readonly mutability: string;
}

/** A mapping, in the words of `MappingArgs`. */
export interface EffectiveMapping {
  readonly object: string;
  readonly targetAttributeName: string;
  readonly constant?: string;
  readonly attribute?: string;
  readonly expression?: string;
  readonly defaultValue?: string;
  readonly matchingPriority: number;
  readonly flowType: string;
  readonly flowBehavior: string;
}

/** A scoping filter, in the words of `ScopingFilterArgs`. */
export interface EffectiveScopingFilter {
  readonly object: string;
  readonly groups: readonly {
    readonly name: string;
    readonly clauses: readonly {
      readonly attribute: string;
      readonly operator: string;
      readonly values: readonly string[];
    }[];
  }[];
}

export interface GetEffectiveSchemaResult {
  readonly version: string;
  readonly attributes: readonly EffectiveAttribute[];
  readonly mappings: readonly EffectiveMapping[];
  readonly scopingFilters: readonly EffectiveScopingFilter[];
  /** Objects whose mapping is switched off altogether, e.g. `["Group"]`. */
  readonly disabledObjects: readonly string[];
}

/** What a job's synchronization schema says as a whole, whoever wrote it. Fails when there is no such job. */
export function getEffectiveSchema(
  args: GetEffectiveSchemaArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetEffectiveSchemaResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getEffectiveSchema", args, opts);
}

export function getEffectiveSchemaOutput(
  args: pulumi.Inputs & { [K in keyof GetEffectiveSchemaArgs]: pulumi.Input<GetEffectiveSchemaArgs[K]> },
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetEffectiveSchemaResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getEffectiveSchema", args, opts);
}
