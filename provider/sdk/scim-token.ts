import * as pulumi from "@pulumi/pulumi";

export interface ScimTokenArgs {
  /** The SCIM service's address without a path, e.g. `https://scim.contoso.com`. A change replaces. */
  readonly adminUrl: pulumi.Input<string>;
  /** The service's admin key. Always kept as a secret. A change is only remembered. */
  readonly adminKey: pulumi.Input<string>;
  /** The service's tenant that the token is for; made when it is missing, never deleted. A change replaces. */
  readonly tenant: pulumi.Input<string>;
  /** What the service's token list shows. A change replaces. */
  readonly label: pulumi.Input<string>;
  /** Any text. When it changes, a new token is issued first and the old one revoked at the end of the deployment. */
  readonly rotation?: pulumi.Input<string>;
}

/** A bearer token of our own SCIM service, issued at its admin API and revoked when deleted. */
export class ScimToken extends pulumi.CustomResource {
  declare readonly tenant: pulumi.Output<string>;
  declare readonly label: pulumi.Output<string>;
  /** The token, a secret. The service shows it this once, so that it lives in the stack's state only. */
  declare readonly token: pulumi.Output<string>;
  declare readonly tokenId: pulumi.Output<string>;
  /** ISO 8601 in UTC; undefined when it does not expire. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;

  constructor(name: string, args: ScimTokenArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { token: undefined, tokenId: undefined, expiresAt: undefined };
    super(
      "entra-provisioning:index:ScimToken",
      name,
      { ...args, adminKey: pulumi.secret(args.adminKey), ...outputs },
      pulumi.mergeOptions({ additionalSecretOutputs: ["token", "adminKey"] }, opts),
    );
  }
}
