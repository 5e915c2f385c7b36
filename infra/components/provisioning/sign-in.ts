import * as pulumi from "@pulumi/pulumi";
import { AccessToken } from "../../../provider/sdk/index.ts";

/** An OAuth 2.0 client by which Entra signs in at the SCIM endpoint (RFC 6749 section 4.4). */
export interface OAuthArgs {
  /** Address of the token endpoint. */
  readonly tokenAddress: pulumi.Input<string>;
  readonly clientId: pulumi.Input<string>;
  /** Kept as a secret. */
  readonly clientSecret: pulumi.Input<string>;
  /** @default none is asked for */
  readonly scope?: pulumi.Input<string>;
}

/** How Entra signs in at the SCIM endpoint: by a bearer token, or by an OAuth 2.0 client. */
export type SignInArgs =
  | { readonly secretToken: pulumi.Input<string>; readonly oauth?: never }
  | { readonly oauth: OAuthArgs; readonly secretToken?: never };

/** The ways to sign in, as they are kept apart in the stack's state. */
export type SignInMethod = "bearer" | "oauth";

/** What the connection test and the job's secrets need to sign in. */
export interface SignIn {
  readonly method: SignInMethod;
  /** Arguments of the connection test. */
  readonly test: {
    readonly secretToken?: pulumi.Input<string>;
    readonly oauth?: {
      readonly tokenAddress: pulumi.Input<string>;
      readonly clientId: pulumi.Input<string>;
      readonly clientSecret: pulumi.Input<string>;
      readonly accessToken: pulumi.Input<string>;
      readonly createdAt: pulumi.Input<string>;
    };
  };
  /** Secrets of the job, by key (Graph: synchronizationSecret). */
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** The keys of a job's secrets that a way to sign in needs. */
export const SIGN_IN_KEYS: Readonly<Record<SignInMethod, readonly string[]>> = {
  bearer: ["SecretToken"],
  oauth: [
    "Oauth2ClientId",
    "Oauth2ClientSecret",
    "Oauth2TokenExchangeUri",
    "Oauth2AccessToken",
    "Oauth2AccessTokenCreationTime",
  ],
};

/**
 * Prepares the way to sign in. For OAuth that is the first access token: by Graph, Entra renews a token that is among the
 * job's secrets and never asks for the first one.
 */
export function signIn(name: string, args: SignInArgs, opts: pulumi.CustomResourceOptions): SignIn {
  if (args.oauth === undefined) {
    const secretToken = args.secretToken;
    return {
      method: "bearer",
      test: { secretToken },
      secrets: { SecretToken: pulumi.secret(secretToken) },
    };
  }
  const { tokenAddress, clientId, clientSecret } = args.oauth;
  const { accessToken, createdAt } = new AccessToken(`${name}-access-token`, { ...args.oauth }, opts);
  return {
    method: "oauth",
    test: { oauth: { tokenAddress, clientId, clientSecret, accessToken, createdAt } },
    secrets: {
      Oauth2ClientId: pulumi.output(clientId),
      Oauth2ClientSecret: pulumi.secret(clientSecret),
      Oauth2TokenExchangeUri: pulumi.output(tokenAddress),
      Oauth2AccessToken: pulumi.secret(accessToken),
      Oauth2AccessTokenCreationTime: pulumi.output(createdAt),
    },
  };
}
