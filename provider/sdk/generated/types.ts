// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import type * as pulumi from "@pulumi/pulumi";

/**
 * What a stack is going to do in Entra, one word a step of the guide: `createApplication` (from the
 * non-gallery template), `readApplication` (an existing one), `manageAppRoles`, `synchronization` (job,
 * secrets, schema, start), `readUsers` and `readGroups` (look-ups for assignments), `assignUsers`,
 * `assignGroups`.
 */
export type PermissionStep =
  | "createApplication"
  | "readApplication"
  | "manageAppRoles"
  | "synchronization"
  | "readUsers"
  | "readGroups"
  | "assignUsers"
  | "assignGroups";

/** What is known about one thing that a step needs. */
export interface PermissionFinding {
  /** The step of the guide that needs it. */
  readonly step: string;
  /** A Graph permission (any one of those named will do), a directory role or a licence. */
  readonly needs: string;
  /** How it is granted, or why it could not be determined. */
  readonly detail: string;
}

/** How Entra signs in by OAuth 2.0 client credentials. A change tests again. */
export interface ConnectionTestOauthArgs {
  /** `Oauth2ClientId`. */
  readonly clientId: pulumi.Input<string>;
  /** `Oauth2ClientSecret`. */
  readonly clientSecret: pulumi.Input<string>;
  /** `Oauth2TokenExchangeUri`: where Entra renews the access token. */
  readonly tokenAddress: pulumi.Input<string>;
  /** `Oauth2AccessToken`: the one to begin with. */
  readonly accessToken: pulumi.Input<string>;
  /** `Oauth2AccessTokenCreationTime`, ISO 8601 in UTC. */
  readonly createdAt: pulumi.Input<string>;
}

/** How Entra signs in by OAuth 2.0 client credentials. A change tests again. */
export interface ConnectionTestOauth {
  /** `Oauth2ClientId`. */
  readonly clientId: string;
  /** `Oauth2ClientSecret`. */
  readonly clientSecret: string;
  /** `Oauth2TokenExchangeUri`: where Entra renews the access token. */
  readonly tokenAddress: string;
  /** `Oauth2AccessToken`: the one to begin with. */
  readonly accessToken: string;
  /** `Oauth2AccessTokenCreationTime`, ISO 8601 in UTC. */
  readonly createdAt: string;
}

/** An attribute of the target system that Entra does not know by itself (Graph's `attributeDefinition`). */
export interface AttributeArgs {
  /** For an extension, `urn:ietf:params:scim:schemas:extension:<Name>:2.0:User:<attribute>`. */
  readonly name: pulumi.Input<string>;
  /** The kind of objects. Default `User`. */
  readonly object?: pulumi.Input<SynchronizedObject | undefined>;
  /** Graph's type. Default `String`. */
  readonly type?: pulumi.Input<AttributeType | undefined>;
  /** Whether an object without a value is reported instead of provisioned. Default `false`. */
  readonly required?: pulumi.Input<boolean | undefined>;
  /** Whether a change of case alone is a change. Default `false`. */
  readonly caseExact?: pulumi.Input<boolean | undefined>;
  /** Graph's mutability. Default `ReadWrite`. */
  readonly mutability?: pulumi.Input<AttributeMutability | undefined>;
}

/** An attribute of the target system that Entra does not know by itself (Graph's `attributeDefinition`). */
export interface Attribute {
  /** For an extension, `urn:ietf:params:scim:schemas:extension:<Name>:2.0:User:<attribute>`. */
  readonly name: string;
  /** The kind of objects. Default `User`. */
  readonly object?: SynchronizedObject;
  /** Graph's type. Default `String`. */
  readonly type?: AttributeType;
  /** Whether an object without a value is reported instead of provisioned. Default `false`. */
  readonly required?: boolean;
  /** Whether a change of case alone is a change. Default `false`. */
  readonly caseExact?: boolean;
  /** Graph's mutability. Default `ReadWrite`. */
  readonly mutability?: AttributeMutability;
}

/**
 * Where a target attribute takes its value from (Graph's `attributeMapping`): exactly one of `constant`,
 * `attribute` and `expression`, or a `defaultValue` alone. A mapping that the job has by default is changed
 * by naming its target.
 */
export interface MappingArgs {
  /** The SCIM attribute that is written. */
  readonly targetAttributeName: pulumi.Input<string>;
  /** The kind of objects. Default `User`. */
  readonly object?: pulumi.Input<SynchronizedObject | undefined>;
  /** The same value for everyone. */
  readonly constant?: pulumi.Input<string | undefined>;
  /** A source attribute, by the name that Entra's mapping editor shows. */
  readonly attribute?: pulumi.Input<string | undefined>;
  /** An expression over source attributes; checked before anything is sent. */
  readonly expression?: pulumi.Input<string | undefined>;
  /**
   * Sent when the source has no value, and then only when the object is created. An empty text stands for
   * none; alone, it maps nothing (the admin center's mapping type None).
   */
  readonly defaultValue?: pulumi.Input<string | undefined>;
  /** Above 0: existing users are found by this attribute, the lowest number first. */
  readonly matchingPriority?: pulumi.Input<number | undefined>;
  /** When the value is sent. Left out, `Always`, or what the default mapping has. */
  readonly flowType?: pulumi.Input<MappingFlowType | undefined>;
  /** Whether an unchanged value is sent again. Left out, `FlowWhenChanged`, or what the default mapping has. */
  readonly flowBehavior?: pulumi.Input<MappingFlowBehavior | undefined>;
}

/**
 * Where a target attribute takes its value from (Graph's `attributeMapping`): exactly one of `constant`,
 * `attribute` and `expression`, or a `defaultValue` alone. A mapping that the job has by default is changed
 * by naming its target.
 */
export interface Mapping {
  /** The SCIM attribute that is written. */
  readonly targetAttributeName: string;
  /** The kind of objects. Default `User`. */
  readonly object?: SynchronizedObject;
  /** The same value for everyone. */
  readonly constant?: string;
  /** A source attribute, by the name that Entra's mapping editor shows. */
  readonly attribute?: string;
  /** An expression over source attributes; checked before anything is sent. */
  readonly expression?: string;
  /**
   * Sent when the source has no value, and then only when the object is created. An empty text stands for
   * none; alone, it maps nothing (the admin center's mapping type None).
   */
  readonly defaultValue?: string;
  /** Above 0: existing users are found by this attribute, the lowest number first. */
  readonly matchingPriority?: number;
  /** When the value is sent. Left out, `Always`, or what the default mapping has. */
  readonly flowType?: MappingFlowType;
  /** Whether an unchanged value is sent again. Left out, `FlowWhenChanged`, or what the default mapping has. */
  readonly flowBehavior?: MappingFlowBehavior;
}

/**
 * Who is in scope. The filter of an object is one value: it takes the place of the one that was there, until
 * it is deleted. Whoever falls out is deprovisioned.
 */
export interface ScopingFilterArgs {
  /** The kind of objects. Default `User`. */
  readonly object?: pulumi.Input<SynchronizedObject | undefined>;
  /** Whoever meets all clauses of at least one group is in scope. */
  readonly groups: pulumi.Input<pulumi.Input<ScopingGroupArgs>[]>;
}

/**
 * Who is in scope. The filter of an object is one value: it takes the place of the one that was there, until
 * it is deleted. Whoever falls out is deprovisioned.
 */
export interface ScopingFilter {
  /** The kind of objects. Default `User`. */
  readonly object?: SynchronizedObject;
  /** Whoever meets all clauses of at least one group is in scope. */
  readonly groups: readonly ScopingGroup[];
}

/** A mapping that the job has by default and that is switched off while the resource exists. */
export interface DisabledMappingArgs {
  /** The SCIM attribute that is written. */
  readonly targetAttributeName: pulumi.Input<string>;
  /** The kind of objects. Default `User`. */
  readonly object?: pulumi.Input<SynchronizedObject | undefined>;
}

/** A mapping that the job has by default and that is switched off while the resource exists. */
export interface DisabledMapping {
  /** The SCIM attribute that is written. */
  readonly targetAttributeName: string;
  /** The kind of objects. Default `User`. */
  readonly object?: SynchronizedObject;
}

/** What this resource has displaced, so that deleting it puts everything back. */
export interface Replaced {
  /** Attributes of the target system. */
  readonly attributes: readonly ReplacedItem[];
  /** Attribute mappings. */
  readonly mappings: readonly ReplacedItem[];
  /** Scoping filters. */
  readonly scopingFilters: readonly ReplacedFilter[];
}

/** The last cycle when the job was last looked at. */
export interface CycleSummary {
  /** Graph's state: `Succeeded`, `Failed` or `EntryLevelErrors`. */
  readonly state: string;
  /** ISO 8601 in UTC. */
  readonly began: string;
  /** ISO 8601 in UTC. */
  readonly ended: string;
  /** Objects read from Entra. */
  readonly imported: number;
  /** Changes sent to the target system. */
  readonly exported: number;
  /** Objects that failed and are tried again later. */
  readonly escrowed: number;
  /** Entra's code and message, when the cycle failed. */
  readonly error?: string;
}

/** Why Entra has slowed the job down, if it has. */
export interface QuarantineSummary {
  /** Graph's reason, such as `EncounteredBaseEscrowThreshold`. */
  readonly reason: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
  /** ISO 8601 in UTC. */
  readonly nextAttempt: string;
  /** Entra's code and message. */
  readonly error?: string;
}

/** What was found under the name of a group. */
export interface GroupResult {
  /** As it was asked for. */
  readonly name: string;
  /** Absent when `problem` is set. */
  readonly group?: FoundGroup;
  /** Not found, ambiguous or not security-enabled: why it cannot be assigned, and what to do. */
  readonly problem?: string;
}

/** What was found under the name of a user. */
export interface UserResult {
  /** As it was asked for. */
  readonly name: string;
  /** Absent when `problem` is set. */
  readonly user?: FoundUser;
  /** Not found or ambiguous: why the user cannot be assigned, and what to do. */
  readonly problem?: string;
}

/** Absent when `problem` says that there is none, or more than one. */
export interface ApplicationDetails {
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
  /** Object id of the app registration; absent when it belongs to another tenant. */
  readonly applicationId?: string;
  /** Application (client) id. */
  readonly clientId: string;
  /** Name of the application. */
  readonly displayName: string;
  /** Whether sign-in needs an assignment. */
  readonly assignmentRequired: boolean;
  /** Its app roles. */
  readonly appRoles: readonly ApplicationRole[];
  /** Ids of the synchronization templates it offers, such as `["scim"]`. */
  readonly templates: readonly string[];
  /** Its provisioning jobs. */
  readonly jobs: readonly ApplicationJob[];
  /** Keys of its synchronization secrets; never their values. */
  readonly secretKeys: readonly string[];
}

/** Somebody assigned to an enterprise application. */
export interface ExistingAssignment {
  /** Id of the assignment. */
  readonly id: string;
  /** Object id of the user, group or service principal. */
  readonly principalId: string;
  /** Id of the app role. */
  readonly appRoleId: string;
}

/** An application as its template made it. */
export interface UnusedApplication {
  /** Application (client) id. */
  readonly clientId: string;
  /** Object id of the service principal. */
  readonly servicePrincipalId: string;
}

/** An attribute of the target system. */
export interface EffectiveAttribute {
  /** `User` or `Group`. */
  readonly object: string;
  /** The attribute's name in the target system. */
  readonly name: string;
  /** Graph's type, such as `String`. */
  readonly type: string;
  /** Whether an object without a value is reported instead of provisioned. */
  readonly required: boolean;
  /** Whether a change of case alone is a change. */
  readonly caseExact: boolean;
  /** Whether it takes a list of values. */
  readonly multivalued: boolean;
  /** Graph's mutability, such as `ReadWrite`. */
  readonly mutability: string;
}

/** A mapping, in the words of `MappingArgs`. */
export interface EffectiveMapping {
  /** `User` or `Group`. */
  readonly object: string;
  /** The SCIM attribute that is written. */
  readonly targetAttributeName: string;
  /** The same value for everyone. */
  readonly constant?: string;
  /** The source attribute. */
  readonly attribute?: string;
  /** The expression over source attributes. */
  readonly expression?: string;
  /** Sent when the source has no value. */
  readonly defaultValue?: string;
  /** Above 0: a matching attribute. */
  readonly matchingPriority: number;
  /** When the value is sent, such as `Always`. */
  readonly flowType: string;
  /** Whether an unchanged value is sent again. */
  readonly flowBehavior: string;
}

/** A scoping filter, in the words of `ScopingFilterArgs`. */
export interface EffectiveScopingFilter {
  /** `User` or `Group`. */
  readonly object: string;
  /** Whoever meets all clauses of one group is in scope. */
  readonly groups: readonly EffectiveGroup[];
}

/** The kind of objects. */
export type SynchronizedObject = "User" | "Group";

/** Graph's type. */
export type AttributeType = "String" | "Integer" | "Binary" | "Boolean" | "DateTime";

/** Graph's mutability. */
export type AttributeMutability = "ReadWrite" | "ReadOnly" | "Immutable" | "WriteOnly";

/** When the value is sent. Left out, `Always`, or what the default mapping has. */
export type MappingFlowType =
  | "Always"
  | "ObjectAddOnly"
  | "MultiValueAddOnly"
  | "ValueAddOnly"
  | "AttributeAddOnly";

/** Whether an unchanged value is sent again. Left out, `FlowWhenChanged`, or what the default mapping has. */
export type MappingFlowBehavior = "FlowWhenChanged" | "FlowAlways";

/** Clauses that must all hold (Graph's `filterGroup`). */
export interface ScopingGroupArgs {
  /** What the admin center calls the group of clauses. */
  readonly name?: pulumi.Input<string | undefined>;
  /** All of them must hold. */
  readonly clauses: pulumi.Input<pulumi.Input<ScopingClauseArgs>[]>;
}

/** Clauses that must all hold (Graph's `filterGroup`). */
export interface ScopingGroup {
  /** What the admin center calls the group of clauses. */
  readonly name?: string;
  /** All of them must hold. */
  readonly clauses: readonly ScopingClause[];
}

/** An attribute or mapping that the resource has put in, changed or taken out. */
export interface ReplacedItem {
  /** Whether it is of users or of groups. */
  readonly object: SynchronizedObject;
  /** The attribute's or target attribute's name. */
  readonly name: string;
  /** What was there before, as JSON; absent when there was nothing. */
  readonly before?: string;
  /** Where it stood in the list. */
  readonly index: number;
}

/** A scoping filter that the resource has put in. */
export interface ReplacedFilter {
  /** Whether it is of users or of groups. */
  readonly object: SynchronizedObject;
  /** The filter before, as JSON; absent when there was none. */
  readonly before?: string;
}

/** Absent when `problem` is set. */
export interface FoundGroup {
  /** Object id. */
  readonly id: string;
  /** Name in Entra. */
  readonly displayName: string;
  /** Whether membership is by rule. */
  readonly dynamic: boolean;
  /** Groups among its direct members. */
  readonly nestedGroups: readonly NestedGroup[];
  /** User principal names of direct members without a mail address, a few of them, when asked for. */
  readonly withoutMail?: readonly string[];
}

/** Absent when `problem` is set. */
export interface FoundUser {
  /** Object id. */
  readonly id: string;
  /** Name in Entra. */
  readonly displayName: string;
  /** The sign-in name. */
  readonly userPrincipalName: string;
  /** Mail address; absent when there is none. */
  readonly mail?: string;
  /** Whether the account is enabled. */
  readonly enabled: boolean;
  /** Object ids of those of the groups asked for that the user is a direct member of. */
  readonly memberOf: readonly string[];
}

/** An app role of an enterprise application. */
export interface ApplicationRole {
  /** Id of the role. */
  readonly id: string;
  /** Name of the role. */
  readonly displayName: string;
  /** What a token and `SingleAppRoleAssignment` say; absent when empty. */
  readonly value?: string;
  /** Whether it can be assigned. */
  readonly enabled: boolean;
  /** `User`, `Application` or both. */
  readonly allowedMemberTypes: readonly string[];
}

/** A provisioning job of an enterprise application. */
export interface ApplicationJob {
  /** Bare id of the job. */
  readonly id: string;
  /** The synchronization template that it was made of, such as `scim`. */
  readonly templateId: string;
  /** Graph's status code, such as `Active`. */
  readonly status: string;
}

/** Clauses that must all hold. */
export interface EffectiveGroup {
  /** What the admin center calls the group; empty when it has no name. */
  readonly name: string;
  /** All of them must hold. */
  readonly clauses: readonly EffectiveClause[];
}

/** A condition on a source attribute (Graph's `filterClause`). */
export interface ScopingClauseArgs {
  /** The source attribute. */
  readonly attribute: pulumi.Input<string>;
  /** As Graph names it: `EQUALS`, `NOT EQUALS`, `IS TRUE`, `IS NOT NULL`, `REGEX MATCH`, … */
  readonly operator: pulumi.Input<string>;
  /** What is compared with; none for operators such as `IS TRUE`. */
  readonly values?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

/** A condition on a source attribute (Graph's `filterClause`). */
export interface ScopingClause {
  /** The source attribute. */
  readonly attribute: string;
  /** As Graph names it: `EQUALS`, `NOT EQUALS`, `IS TRUE`, `IS NOT NULL`, `REGEX MATCH`, … */
  readonly operator: string;
  /** What is compared with; none for operators such as `IS TRUE`. */
  readonly values?: readonly string[];
}

/** A group that another group has as a direct member: Entra does not provision its members. */
export interface NestedGroup {
  /** Object id. */
  readonly id: string;
  /** Name in Entra. */
  readonly displayName: string;
}

/** A condition on a source attribute. */
export interface EffectiveClause {
  /** The source attribute. */
  readonly attribute: string;
  /** As Graph names it, such as `EQUALS`. */
  readonly operator: string;
  /** What is compared with. */
  readonly values: readonly string[];
}
