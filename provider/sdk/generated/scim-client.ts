// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";

export interface ScimClientArgs {
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
   * Any text. When it changes, a new client is made first, and the old one is revoked at the end. A change
   * replaces the resource.
   */
  readonly rotation?: pulumi.Input<string | undefined>;
}

/**
 * An OAuth 2.0 client of this kit's SCIM service, made at its admin API and revoked when deleted, its access
 * tokens with it. A change of `rotation` makes the new one first, so that no request is refused. A new one
 * revokes what an interrupted deployment left: the resource's earlier clients that were never used.
 */
export class ScimClient extends pulumi.CustomResource {
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
  /** Any text. When it changes, a new client is made first, and the old one is revoked at the end. */
  declare readonly rotation: pulumi.Output<string | undefined>;
  /** The client id. */
  declare readonly clientId: pulumi.Output<string>;
  /** The client's secret. The service shows it once, so it is kept in the stack's state only. */
  declare readonly clientSecret: pulumi.Output<string>;
  /** When the secret ends, ISO 8601 in UTC; absent when it does not. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;

  constructor(name: string, args: ScimClientArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:ScimClient",
      name,
      {
        ...args,
        adminKey: pulumi.secret(args.adminKey),
        clientId: undefined,
        clientSecret: undefined,
        expiresAt: undefined,
      },
      pulumi.mergeOptions({ additionalSecretOutputs: ["adminKey", "clientSecret"] }, opts),
    );
  }
}
