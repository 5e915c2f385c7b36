import * as pulumi from "@pulumi/pulumi";

export interface ConnectionTestArgs {
  /** Object id (a GUID) of the enterprise application's service principal. A change replaces. */
  readonly servicePrincipalId: pulumi.Input<string>;
  /** Bare id of the job (`scim.<tenant>.<guid>`). A change replaces. */
  readonly jobId: pulumi.Input<string>;
  /** The tenant URL with its flags, as it is in the secret `BaseAddress`. A change tests again. */
  readonly baseAddress: pulumi.Input<string>;
  /** The secret token, as it is in the secret `SecretToken`. Always kept as a secret. A change tests again. */
  readonly secretToken: pulumi.Input<string>;
}

/**
 * The guide's "Test Connection": Entra calls the SCIM endpoint with the URL and token (Graph's `validateCredentials`).
 * When it fails, so does the deployment, with Entra's code, the likely cause and the fix. Nothing is kept in Entra, so
 * deleting it does nothing.
 */
export class ConnectionTest extends pulumi.CustomResource {
  declare readonly servicePrincipalId: pulumi.Output<string>;
  declare readonly jobId: pulumi.Output<string>;
  declare readonly baseAddress: pulumi.Output<string>;
  declare readonly secretToken: pulumi.Output<string>;
  /** When the connection was last tested and good, ISO 8601 in UTC. */
  declare readonly testedAt: pulumi.Output<string>;

  constructor(name: string, args: ConnectionTestArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "entra-provisioning:index:ConnectionTest",
      name,
      { ...args, secretToken: pulumi.secret(args.secretToken), testedAt: undefined },
      pulumi.mergeOptions({ additionalSecretOutputs: ["secretToken"] }, opts),
    );
  }
}
