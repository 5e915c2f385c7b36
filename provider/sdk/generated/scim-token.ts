// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";

export interface ScimTokenArgs {
  /**
   * The SCIM service's address without a path, such as `https://scim.contoso.com`. A change replaces the
   * resource.
   */
  readonly adminUrl: pulumi.Input<string>;
  /** The service's admin key. A change is only remembered. Always kept as a secret. */
  readonly adminKey: pulumi.Input<string>;
  /**
   * The service's tenant that it is for; made when it is missing, never deleted. A change replaces the
   * resource.
   */
  readonly tenant: pulumi.Input<string>;
  /** What the service's list shows, with a mark of the resource behind it. A change replaces the resource. */
  readonly label: pulumi.Input<string>;
  /**
   * How long it is valid, such as `180d`; without an end when left out. A change counts from the next rotation
   * on.
   */
  readonly validFor?: pulumi.Input<string | undefined>;
  /**
   * Any text. When it changes, a new token is issued first, and the old one is revoked at the end. A change
   * replaces the resource.
   */
  readonly rotation?: pulumi.Input<string | undefined>;
}

/**
 * A bearer token of this kit's SCIM service, issued at its admin API and revoked when deleted. A change of
 * `rotation` issues the new one first, so that no request is refused. A new one revokes what an interrupted
 * deployment left: the resource's earlier tokens that were never used.
 */
export class ScimToken extends pulumi.CustomResource {
  /** The SCIM service's address without a path, such as `https://scim.contoso.com`. */
  declare readonly adminUrl: pulumi.Output<string>;
  /** The service's admin key. A change is only remembered. */
  declare readonly adminKey: pulumi.Output<string>;
  /** The service's tenant that it is for; made when it is missing, never deleted. */
  declare readonly tenant: pulumi.Output<string>;
  /** What the service's list shows, with a mark of the resource behind it. */
  declare readonly label: pulumi.Output<string>;
  /**
   * How long it is valid, such as `180d`; without an end when left out. A change counts from the next rotation
   * on.
   */
  declare readonly validFor: pulumi.Output<string | undefined>;
  /** Any text. When it changes, a new token is issued first, and the old one is revoked at the end. */
  declare readonly rotation: pulumi.Output<string | undefined>;
  /** The token. The service shows it once, so it is kept in the stack's state only. */
  declare readonly token: pulumi.Output<string>;
  /** The token's id in the service's list. */
  declare readonly tokenId: pulumi.Output<string>;
  /** ISO 8601 in UTC; absent when it does not expire. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;

  constructor(name: string, args: ScimTokenArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:ScimToken",
      name,
      {
        ...args,
        adminKey: pulumi.secret(args.adminKey),
        token: undefined,
        tokenId: undefined,
        expiresAt: undefined,
      },
      pulumi.mergeOptions({ additionalSecretOutputs: ["adminKey", "token"] }, opts),
    );
  }
}
