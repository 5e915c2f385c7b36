import * as pulumi from "@pulumi/pulumi";
import { ScimClient, ScimToken, type ScimTokenArgs } from "../../../provider/sdk/index.ts";
import type { SignInArgs, SignInMethod } from "../provisioning/sign-in.ts";

/** By what Entra signs in at a service of our own. */
export interface IssuedSignIn {
  readonly signIn: SignInArgs;
  /** ISO 8601 in UTC; undefined when it does not expire. */
  readonly expiresAt: pulumi.Output<string | undefined>;
  /** Id of the token or client in the service's lists. */
  readonly id: pulumi.Output<string>;
}

/**
 * Issues a token, or makes an OAuth 2.0 client, at a service's admin API.
 *
 * @param publicUrl where Entra reaches the service, without a path.
 */
export function issueSignIn(
  name: string,
  method: SignInMethod,
  publicUrl: pulumi.Input<string>,
  args: ScimTokenArgs,
  opts: pulumi.CustomResourceOptions,
): IssuedSignIn {
  if (method === "oauth") {
    const { clientId, clientSecret, expiresAt } = new ScimClient(`${name}-client`, args, opts);
    const tokenAddress = pulumi.interpolate`${publicUrl}/oauth/token`;
    return { signIn: { oauth: { tokenAddress, clientId, clientSecret } }, expiresAt, id: clientId };
  }
  const { token, expiresAt, tokenId } = new ScimToken(`${name}-token`, args, opts);
  return { signIn: { secretToken: token }, expiresAt, id: tokenId };
}
