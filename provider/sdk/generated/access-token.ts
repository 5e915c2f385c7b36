// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";

export interface AccessTokenArgs {
  /** Where the client gets its tokens: the OAuth 2.0 token endpoint of the product. */
  readonly tokenAddress: pulumi.Input<string>;
  /** Client id. */
  readonly clientId: pulumi.Input<string>;
  /** Secret of the client. Always kept as a secret. */
  readonly clientSecret: pulumi.Input<string>;
  /** Scope to ask for; left out, none is asked for. */
  readonly scope?: pulumi.Input<string | undefined>;
}

/**
 * An access token by OAuth 2.0 client credentials, for the secrets of a provisioning job: Entra renews a
 * token that is there and never asks for the first one. A change of any input gets a new one.
 */
export class AccessToken extends pulumi.CustomResource {
  /** Where the client gets its tokens: the OAuth 2.0 token endpoint of the product. */
  declare readonly tokenAddress: pulumi.Output<string>;
  /** Client id. */
  declare readonly clientId: pulumi.Output<string>;
  /** Secret of the client. */
  declare readonly clientSecret: pulumi.Output<string>;
  /** Scope to ask for; left out, none is asked for. */
  declare readonly scope: pulumi.Output<string | undefined>;
  /** The access token. Entra renews its own copy when it is old. */
  declare readonly accessToken: pulumi.Output<string>;
  /** When the token was issued, ISO 8601 in UTC. */
  declare readonly createdAt: pulumi.Output<string>;

  constructor(name: string, args: AccessTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:AccessToken",
      name,
      {
        ...args,
        clientSecret: pulumi.secret(args.clientSecret),
        accessToken: undefined,
        createdAt: undefined,
      },
      pulumi.mergeOptions({ additionalSecretOutputs: ["clientSecret", "accessToken"] }, opts),
    );
  }
}
