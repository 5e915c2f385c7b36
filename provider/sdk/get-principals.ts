import * as pulumi from "@pulumi/pulumi";

/**
 * Each name may be an object id, a display name, a user principal name or a mail address; what it is, is told by its
 * form (a GUID; with an `@`; anything else is a display name). The answer keeps the order.
 */
export interface GetPrincipalsArgs {
  /** @default [] */
  readonly groups?: readonly string[];
  /** @default [] */
  readonly users?: readonly string[];
  /** Also look for members of the groups who have no mail address. @default false */
  readonly missingMail?: boolean;
}

/** A group that another group has as a direct member: Entra does not provision its members. */
export interface NestedGroup {
  readonly id: string;
  readonly displayName: string;
}

export interface FoundGroup {
  readonly id: string;
  readonly displayName: string;
  /** Whether membership is by rule. */
  readonly dynamic: boolean;
  readonly nestedGroups: readonly NestedGroup[];
  /** User principal names of direct members without a mail address, a few of them; only when asked for. */
  readonly withoutMail?: readonly string[];
}

export interface FoundUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail?: string;
  readonly enabled: boolean;
  /** Those of the groups asked for that the user is a direct member of: object ids. */
  readonly memberOf: readonly string[];
}

export interface GroupResult {
  /** As it was asked for. */
  readonly name: string;
  /** Undefined when `problem` is set. */
  readonly group?: FoundGroup;
  /** Not found, ambiguous (with the candidates' ids) or not security-enabled: what it is and what to do. */
  readonly problem?: string;
}

export interface UserResult {
  /** As it was asked for. */
  readonly name: string;
  /** Undefined when `problem` is set. */
  readonly user?: FoundUser;
  /** Not found or ambiguous (with the candidates' ids): what it is and what to do. */
  readonly problem?: string;
}

export interface GetPrincipalsResult {
  readonly groups: readonly GroupResult[];
  readonly users: readonly UserResult[];
}

/**
 * Looks up who is to be assigned, in batches and without reading a group's members, so that 1,000 names or a group of
 * 100,000 take seconds. A name that cannot be used is a `problem` in its place, not a failure of the call.
 */
export function getPrincipals(
  args: GetPrincipalsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetPrincipalsResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getPrincipals", { ...args }, opts);
}

export function getPrincipalsOutput(
  args: {
    readonly groups?: pulumi.Input<pulumi.Input<string>[]>;
    readonly users?: pulumi.Input<pulumi.Input<string>[]>;
  },
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPrincipalsResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getPrincipals", { ...args }, opts);
}
