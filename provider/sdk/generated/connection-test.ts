// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";
import type { ConnectionTestOauth, ConnectionTestOauthArgs } from "./types.ts";

export interface ConnectionTestArgs {
  /** Object id (a GUID) of the enterprise application's service principal. A change replaces the resource. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). A change replaces the resource. */
  readonly jobId: pulumi.Input<string>;
  /** The tenant URL with its flags, as it is in the secret `BaseAddress`. A change tests again. */
  readonly baseAddress: pulumi.Input<string>;
  /**
   * The secret token, as it is in the secret `SecretToken`. Either this or `oauth`. A change tests again.
   * Always kept as a secret.
   */
  readonly secretToken?: pulumi.Input<string | undefined>;
  /** How Entra signs in by OAuth 2.0 client credentials. A change tests again. Always kept as a secret. */
  readonly oauth?: pulumi.Input<ConnectionTestOauthArgs | undefined>;
}

/**
 * The guide's "Test Connection": Entra calls the SCIM endpoint with the URL and the credentials. A test that
 * fails stops the deployment with Entra's code, the likely cause and the fix. Runs again when one of them
 * changes.
 */
export class ConnectionTest extends pulumi.CustomResource {
  /** Object id (a GUID) of the enterprise application's service principal. */
  declare readonly servicePrincipalId: pulumi.Output<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). */
  declare readonly jobId: pulumi.Output<string>;
  /** The tenant URL with its flags, as it is in the secret `BaseAddress`. A change tests again. */
  declare readonly baseAddress: pulumi.Output<string>;
  /** The secret token, as it is in the secret `SecretToken`. Either this or `oauth`. A change tests again. */
  declare readonly secretToken: pulumi.Output<string | undefined>;
  /** How Entra signs in by OAuth 2.0 client credentials. A change tests again. */
  declare readonly oauth: pulumi.Output<ConnectionTestOauth | undefined>;
  /** When the connection was last tested and good, ISO 8601 in UTC. */
  declare readonly testedAt: pulumi.Output<string>;

  constructor(name: string, args: ConnectionTestArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:ConnectionTest",
      name,
      {
        ...args,
        secretToken: pulumi.secret(args.secretToken),
        oauth: pulumi.secret(args.oauth),
        testedAt: undefined,
      },
      pulumi.mergeOptions({ additionalSecretOutputs: ["secretToken", "oauth"] }, opts),
    );
  }
}
