import * as pulumi from "@pulumi/pulumi";

/** Which of the two object mappings of the job is meant: users or groups. */
export type SynchronizedObject = "User" | "Group";

/** An attribute of the target system that Entra does not know by itself (Graph's `attributeDefinition`). */
export interface AttributeArgs {
  /** `urn:ietf:params:scim:schemas:extension:<Name>:2.0:User:<attribute>` for an attribute of an extension. */
  readonly name: pulumi.Input<string>;
  /** @default "User" */
  readonly object?: pulumi.Input<SynchronizedObject>;
  /** @default "String" */
  readonly type?: pulumi.Input<"String" | "Integer" | "Binary" | "Boolean" | "DateTime">;
  /** An object without a value for it is not provisioned but reported. @default false */
  readonly required?: pulumi.Input<boolean>;
  /** Whether a change of case only is a change. @default false */
  readonly caseExact?: pulumi.Input<boolean>;
  /** @default "ReadWrite" */
  readonly mutability?: pulumi.Input<"ReadWrite" | "ReadOnly" | "Immutable" | "WriteOnly">;
}

/**
 * Where a target attribute takes its value from (Graph's `attributeMapping`): exactly one of `constant`, `attribute`
 * and `expression`, or none of them with a `defaultValue` (the admin center's type "None"). A mapping that the job has
 * by default is altered by naming its target, e.g. `{ targetAttributeName: "externalId", attribute: "objectId" }`.
 */
export interface MappingArgs {
  readonly targetAttributeName: pulumi.Input<string>;
  /** @default "User" */
  readonly object?: pulumi.Input<SynchronizedObject>;
  /** The same value for everyone. */
  readonly constant?: pulumi.Input<string>;
  /** A source attribute by the engine's name, e.g. `objectId`, `mail`, `extensionAttribute1`. */
  readonly attribute?: pulumi.Input<string>;
  /** An expression, e.g. `Switch([department], "standard", "Support", "recording")`; checked in preview. */
  readonly expression?: pulumi.Input<string>;
  /** Used when the source has no value, and then on create only. */
  readonly defaultValue?: pulumi.Input<string>;
  /** Above 0: a matching attribute; the lowest number is tried first. @default 0 */
  readonly matchingPriority?: pulumi.Input<number>;
  /** `ObjectAddOnly` sends the value when the object is created and never again. @default "Always" */
  readonly flowType?: pulumi.Input<
    "Always" | "ObjectAddOnly" | "MultiValueAddOnly" | "ValueAddOnly" | "AttributeAddOnly"
  >;
  /** @default "FlowWhenChanged" */
  readonly flowBehavior?: pulumi.Input<"FlowWhenChanged" | "FlowAlways">;
}

/** A condition on a source attribute (Graph's `filterClause`). */
export interface ScopingClauseArgs {
  /** The source attribute, e.g. `department`. */
  readonly attribute: pulumi.Input<string>;
  /** As Graph names it, e.g. `EQUALS`, `NOT EQUALS`, `IS TRUE`, `IS NOT NULL`, `REGEX MATCH`, `Includes`. */
  readonly operator: pulumi.Input<string>;
  /** What is compared with; left out for operators such as `IS TRUE`. @default [] */
  readonly values?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Clauses that must all hold (Graph's `filterGroup`). */
export interface ScopingGroupArgs {
  /** What the admin center calls the group. @default none */
  readonly name?: pulumi.Input<string>;
  readonly clauses: pulumi.Input<pulumi.Input<ScopingClauseArgs>[]>;
}

/**
 * Who is in scope: an object for which all clauses of at least one group hold. Whoever falls out is deprovisioned.
 * The filter of an object is one value: it takes the place of the one that was there, until it is deleted.
 */
export interface ScopingFilterArgs {
  /** @default "User" */
  readonly object?: pulumi.Input<SynchronizedObject>;
  readonly groups: pulumi.Input<pulumi.Input<ScopingGroupArgs>[]>;
}

/** A mapping that the job has by default and that is switched off while this resource exists. */
export interface DisabledMappingArgs {
  readonly targetAttributeName: pulumi.Input<string>;
  /** @default "User" */
  readonly object?: pulumi.Input<SynchronizedObject>;
}

export interface SynchronizationSchemaArgs {
  /** Object id (a GUID) of the enterprise application's service principal. A change replaces. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). A change replaces. */
  readonly jobId: pulumi.Input<string>;
  /** @default [] */
  readonly attributes?: pulumi.Input<pulumi.Input<AttributeArgs>[]>;
  /** @default [] */
  readonly mappings?: pulumi.Input<pulumi.Input<MappingArgs>[]>;
  /** At most one for users and one for groups. @default [] */
  readonly scopingFilters?: pulumi.Input<pulumi.Input<ScopingFilterArgs>[]>;
  /** @default [] */
  readonly disabledMappings?: pulumi.Input<pulumi.Input<DisabledMappingArgs>[]>;
}

/**
 * The guide's "Edit attribute mappings": the part of a job's synchronization schema that is named here. Everything else
 * in the schema stays as it is, also what somebody edits in the admin center; what is named here is put back when
 * somebody edits it. Deleting it restores what was there before. A change makes Entra evaluate every user and group
 * again in the next cycle, and the preview says so. Import id: `<servicePrincipalId>/<jobId>`.
 */
export class SynchronizationSchema extends pulumi.CustomResource {
  declare readonly servicePrincipalId: pulumi.Output<string>;
  declare readonly jobId: pulumi.Output<string>;
  /** The schema's version after the last change that this resource made. */
  declare readonly version: pulumi.Output<string>;

  constructor(name: string, args: SynchronizationSchemaArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { version: undefined };
    super("entra-provisioning:index:SynchronizationSchema", name, { ...args, ...outputs }, opts);
  }
}
