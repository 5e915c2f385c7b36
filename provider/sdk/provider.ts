import * as pulumi from "@pulumi/pulumi";

/**
 * Where and as whom Microsoft Graph is called. Names, meaning and environment variables are azuread's, so that one
 * login serves both providers. What is left out comes from the stack's config (`entra-provisioning:tenantId`), then
 * from the environment.
 */
export interface ProviderArgs {
  /** The tenant's id. `ARM_TENANT_ID`. */
  readonly tenantId?: pulumi.Input<string>;
  /** Client id of the application that deploys. `ARM_CLIENT_ID`, `ARM_CLIENT_ID_FILE_PATH`. */
  readonly clientId?: pulumi.Input<string>;
  /** `ARM_CLIENT_SECRET`, `ARM_CLIENT_SECRET_FILE_PATH`. Always kept as a secret. */
  readonly clientSecret?: pulumi.Input<string>;
  /** A certificate with its private key, PEM or PKCS#12 (`.pfx`, `.p12`). `ARM_CLIENT_CERTIFICATE_PATH`. */
  readonly clientCertificatePath?: pulumi.Input<string>;
  /** `ARM_CLIENT_CERTIFICATE_PASSWORD`. Always kept as a secret. */
  readonly clientCertificatePassword?: pulumi.Input<string>;
  /** Log in with a token of the CI system or of AKS. `ARM_USE_OIDC`, `ARM_USE_AKS_WORKLOAD_IDENTITY`. @default false */
  readonly useOidc?: pulumi.Input<boolean>;
  /** The token itself. `ARM_OIDC_TOKEN`. Always kept as a secret. */
  readonly oidcToken?: pulumi.Input<string>;
  /** A file that holds the token. `ARM_OIDC_TOKEN_FILE_PATH`. */
  readonly oidcTokenFilePath?: pulumi.Input<string>;
  /** Where the token is asked for. `ARM_OIDC_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  readonly oidcRequestUrl?: pulumi.Input<string>;
  /** The service connection, in Azure Pipelines. `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID`. */
  readonly adoPipelineServiceConnectionId?: pulumi.Input<string>;
  /** `ARM_OIDC_REQUEST_TOKEN`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. Always kept as a secret. */
  readonly oidcRequestToken?: pulumi.Input<string>;
  /** Log in as the managed identity of the machine. `ARM_USE_MSI`. @default false */
  readonly useMsi?: pulumi.Input<boolean>;
  /** Log in as the user of `az login`, when nothing above is set. `ARM_USE_CLI`. @default true */
  readonly useCli?: pulumi.Input<boolean>;
  /** The cloud: `public`, `usgovernment` (GCC High), `dod` or `china`. `ARM_ENVIRONMENT`. @default "public" */
  readonly environment?: pulumi.Input<string>;
  /** A host (with port) whose `/metadata/endpoints` names login and Graph instead. `ARM_METADATA_HOSTNAME`. */
  readonly metadataHost?: pulumi.Input<string>;
}

/** The engine hands a provider's configuration over as strings. */
function text(flag: pulumi.Input<boolean> | undefined): pulumi.Output<string> | undefined {
  return flag === undefined ? undefined : pulumi.output(flag).apply(String);
}

function secret(value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined {
  return value === undefined ? undefined : pulumi.secret(value);
}

/**
 * The provider `entra-provisioning`: what `@pulumi/azuread` lacks for provisioning out of Microsoft Entra ID.
 *
 * @example
 * const customer = new Provider("customer", { tenantId: "7c3e…" });
 * new ConnectionTest("test", { … }, { provider: customer });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super(
      "entra-provisioning",
      name,
      {
        ...args,
        clientSecret: secret(args.clientSecret),
        clientCertificatePassword: secret(args.clientCertificatePassword),
        oidcToken: secret(args.oidcToken),
        oidcRequestToken: secret(args.oidcRequestToken),
        useOidc: text(args.useOidc),
        useMsi: text(args.useMsi),
        useCli: text(args.useCli),
      },
      opts,
    );
  }
}
