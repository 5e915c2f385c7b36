import type { TokenCredential } from "@azure/identity";
import { readCertificate } from "./certificate.ts";
import { ProviderError } from "../runtime/error.ts";
import type { HttpClient, Run } from "../runtime/http/client.ts";
import { assertionSource } from "./assertion.ts";
import type { Cloud } from "./cloud.ts";
import type { Configuration } from "./configuration.ts";

/** A way to log in, chosen from the configuration in azuread's order. */
export interface ChosenCredential {
  /** For messages, e.g. `client secret`. */
  readonly name: string;
  readonly credential: TokenCredential;
}

const NOTHING =
  "No credentials for Microsoft Graph. Set ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET (or " +
  "ARM_CLIENT_CERTIFICATE_PATH, or ARM_USE_OIDC=true in a CI pipeline, or ARM_USE_MSI=true on an Azure machine), " +
  "or log in by `az login`.";

/**
 * The first of these that the configuration has everything for: certificate, client secret, OIDC token, OIDC request,
 * managed identity, Azure CLI.
 *
 * @throws {ProviderError} when it has everything for none.
 */
export async function chooseCredential(
  configuration: Configuration,
  cloud: Cloud,
  http: HttpClient,
  run: Run,
): Promise<ChosenCredential> {
  // Loaded here, because most deployments that change nothing never log in.
  const identity = await import("@azure/identity");
  const { tenantId, clientId, clientSecret, clientCertificatePath } = configuration;
  const options = { authorityHost: cloud.loginUrl, disableInstanceDiscovery: !cloud.known };

  if (tenantId !== undefined && clientId !== undefined) {
    if (clientCertificatePath !== undefined) {
      const { pem, password } = await readCertificate(
        clientCertificatePath,
        configuration.clientCertificatePassword,
      );
      const credential = new identity.ClientCertificateCredential(
        tenantId,
        clientId,
        { certificate: pem, ...(password === undefined ? {} : { certificatePassword: password }) },
        options,
      );
      return { name: "client certificate", credential };
    }
    if (clientSecret !== undefined) {
      const credential = new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options);
      return { name: "client secret", credential };
    }
    const assertion = assertionSource(configuration, http, run);
    if (configuration.useOidc === true && assertion !== undefined) {
      const credential = new identity.ClientAssertionCredential(tenantId, clientId, assertion, options);
      return { name: "OIDC", credential };
    }
  }
  if (configuration.useMsi === true) {
    const credential = new identity.ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
    return { name: "managed identity", credential };
  }
  if (configuration.useCli !== false && configuration.useOidc !== true && clientSecret === undefined) {
    const credential = new identity.AzureCliCredential(tenantId === undefined ? {} : { tenantId });
    return { name: "Azure CLI", credential };
  }
  throw new ProviderError(`${NOTHING}${missingHint(configuration)}`);
}

function missingHint({ tenantId, clientId, useOidc }: Configuration): string {
  const missing = [
    ...(tenantId === undefined ? ["the tenant's id (ARM_TENANT_ID)"] : []),
    ...(clientId === undefined ? ["the client id (ARM_CLIENT_ID)"] : []),
    ...(useOidc === true
      ? ["an OIDC token or the URL to ask for one (ARM_OIDC_TOKEN, ARM_OIDC_REQUEST_URL)"]
      : []),
  ];
  return missing.length === 0 ? "" : `\nMissing now: ${missing.join(", ")}.`;
}
