// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.

import * as pulumi from "@pulumi/pulumi";

/**
 * Where and as whom Microsoft Graph is called. Names, meaning and environment variables are azuread's, so
 * that one login serves both providers. What is left out comes from the stack's configuration
 * (`entra-provisioning:tenantId`), then from the environment.
 */
export interface ProviderArgs {
  /** The tenant's id. `ARM_TENANT_ID`. */
  readonly tenantId?: pulumi.Input<string | undefined>;
  /** Client id of the deploying application. `ARM_CLIENT_ID`, `ARM_CLIENT_ID_FILE_PATH`. */
  readonly clientId?: pulumi.Input<string | undefined>;
  /**
   * A secret of the deploying application. `ARM_CLIENT_SECRET`, `ARM_CLIENT_SECRET_FILE_PATH`. Always kept as
   * a secret.
   */
  readonly clientSecret?: pulumi.Input<string | undefined>;
  /** A certificate with its private key, PEM or PKCS#12 (`.pfx`, `.p12`). `ARM_CLIENT_CERTIFICATE_PATH`. */
  readonly clientCertificatePath?: pulumi.Input<string | undefined>;
  /** The password of the certificate. `ARM_CLIENT_CERTIFICATE_PASSWORD`. Always kept as a secret. */
  readonly clientCertificatePassword?: pulumi.Input<string | undefined>;
  /** Log in with a token of the CI system or of AKS. `ARM_USE_OIDC`, `ARM_USE_AKS_WORKLOAD_IDENTITY`. */
  readonly useOidc?: pulumi.Input<boolean | undefined>;
  /** The token itself. `ARM_OIDC_TOKEN`. Always kept as a secret. */
  readonly oidcToken?: pulumi.Input<string | undefined>;
  /** A file with the token. `ARM_OIDC_TOKEN_FILE_PATH`. */
  readonly oidcTokenFilePath?: pulumi.Input<string | undefined>;
  /** Where the token is asked for. `ARM_OIDC_REQUEST_URL`, `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  readonly oidcRequestUrl?: pulumi.Input<string | undefined>;
  /**
   * The bearer token to ask with. `ARM_OIDC_REQUEST_TOKEN`, `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. Always kept as a
   * secret.
   */
  readonly oidcRequestToken?: pulumi.Input<string | undefined>;
  /** The service connection of an Azure Pipelines job. `ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID`. */
  readonly adoPipelineServiceConnectionId?: pulumi.Input<string | undefined>;
  /** Log in as the managed identity of the machine. `ARM_USE_MSI`. */
  readonly useMsi?: pulumi.Input<boolean | undefined>;
  /** Log in as the user of `az login`, when nothing else is set. `ARM_USE_CLI`; default true. */
  readonly useCli?: pulumi.Input<boolean | undefined>;
  /** The cloud: `public`, `usgovernment` (GCC High), `dod` or `china`. `ARM_ENVIRONMENT`; default `public`. */
  readonly environment?: pulumi.Input<string | undefined>;
  /** A host whose `/metadata/endpoints` names login and Graph instead. `ARM_METADATA_HOSTNAME`. */
  readonly metadataHost?: pulumi.Input<string | undefined>;
}

/** Every setting of the provider, for programs that take them from their own configuration. */
export const PROVIDER_SETTINGS = [
  { name: "tenantId", type: "string", secret: false },
  { name: "clientId", type: "string", secret: false },
  { name: "clientSecret", type: "string", secret: true },
  { name: "clientCertificatePath", type: "string", secret: false },
  { name: "clientCertificatePassword", type: "string", secret: true },
  { name: "useOidc", type: "boolean", secret: false },
  { name: "oidcToken", type: "string", secret: true },
  { name: "oidcTokenFilePath", type: "string", secret: false },
  { name: "oidcRequestUrl", type: "string", secret: false },
  { name: "oidcRequestToken", type: "string", secret: true },
  { name: "adoPipelineServiceConnectionId", type: "string", secret: false },
  { name: "useMsi", type: "boolean", secret: false },
  { name: "useCli", type: "boolean", secret: false },
  { name: "environment", type: "string", secret: false },
  { name: "metadataHost", type: "string", secret: false },
] as const;

/** The engine hands a provider's configuration over as text. */
function text(flag: pulumi.Input<boolean | undefined>): pulumi.Output<string> | undefined {
  return flag === undefined ? undefined : pulumi.output(flag).apply(String);
}

function secret(value: pulumi.Input<string | undefined>): pulumi.Output<string | undefined> | undefined {
  return value === undefined ? undefined : pulumi.secret(value);
}

/** What azuread lacks for provisioning out of Microsoft Entra ID over SCIM. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super(
      "entra-provisioning",
      name,
      {
        ...args,
        clientSecret: secret(args.clientSecret),
        clientCertificatePassword: secret(args.clientCertificatePassword),
        useOidc: text(args.useOidc),
        oidcToken: secret(args.oidcToken),
        oidcRequestToken: secret(args.oidcRequestToken),
        useMsi: text(args.useMsi),
        useCli: text(args.useCli),
      },
      opts,
    );
  }
}
