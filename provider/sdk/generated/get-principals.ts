// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { GroupResult, UserResult } from "./types.ts";

export interface GetPrincipalsArgs {
  /** Groups, each by object id, display name or mail address. */
  readonly groups?: readonly string[];
  /** Users, each by object id, user principal name, mail address or display name. */
  readonly users?: readonly string[];
  /** Whether members of the groups who have no mail address are looked for as well. */
  readonly missingMail?: boolean;
}

export interface GetPrincipalsOutputArgs {
  /** Groups, each by object id, display name or mail address. */
  readonly groups?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Users, each by object id, user principal name, mail address or display name. */
  readonly users?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Whether members of the groups who have no mail address are looked for as well. */
  readonly missingMail?: pulumi.Input<boolean | undefined>;
}

export interface GetPrincipalsResult {
  /** In the order of the names. */
  readonly groups: readonly GroupResult[];
  /** In the order of the names. */
  readonly users: readonly UserResult[];
}

/**
 * Looks up who is to be assigned, in batches and without reading a group's members. What a name is shows in
 * its form: a GUID, an address with `@`, or a display name. A name that cannot be used is a `problem` in its
 * place.
 */
export function getPrincipals(
  args: GetPrincipalsArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetPrincipalsResult> {
  return pulumi.runtime.invoke("entra-provisioning:index:getPrincipals", { ...args }, opts);
}

/** As {@link getPrincipals}, for arguments that are outputs of resources. */
export function getPrincipalsOutput(
  args: GetPrincipalsOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPrincipalsResult> {
  return pulumi.runtime.invokeOutput("entra-provisioning:index:getPrincipals", { ...args }, opts);
}
