import path from "node:path";
import type { Customer } from "../customers/customer.ts";
import { SIGN_IN_SECRETS } from "../customers/sign-in.ts";
import { secretOf, type SecretSources } from "../secrets/resolve.ts";

/** Variables by which azuread, our provider and Azure's libraries sign in: of one customer they must not reach another. */
const SIGN_IN = /^ARM_(CLIENT_|USE_|OIDC_|TENANT_ID|SUBSCRIPTION_ID|ENVIRONMENT|METADATA_)/;

/** What `azuread:` settings of a stack say about its tenant; nothing of it is secret. */
export function tenantSettings({ tenant, signIn }: Customer): Record<string, string> {
  const { clientId, environment, metadataHost } = signIn;
  const given = { tenantId: tenant, clientId, environment, metadataHost };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[`azuread:${key}`, value]])),
  );
}

/**
 * The environment of a customer's engine: the caller's, and the customer's own way to sign in instead of the caller's.
 *
 * @throws {FleetError} when a secret is missing
 */
export async function signInEnvironment(
  customer: Customer,
  sources: SecretSources,
): Promise<NodeJS.ProcessEnv> {
  const { tenant, signIn } = customer;
  const { clientId, certificate, clientSecret, oidc, workloadIdentity } = signIn;
  const chosen = certificate ?? clientSecret ?? oidc ?? workloadIdentity;
  const secret = async (at: readonly string[], reference: typeof clientSecret) =>
    reference && (await secretOf(customer, at, reference, sources));
  const inherited = Object.entries(sources.environment).filter(
    ([name]) => chosen === undefined || !SIGN_IN.test(name),
  );
  const own: Record<string, string | undefined> = {
    ARM_TENANT_ID: tenant,
    ARM_CLIENT_ID: clientId,
    ARM_ENVIRONMENT: signIn.environment,
    ARM_METADATA_HOSTNAME: signIn.metadataHost,
    ARM_CLIENT_SECRET: await secret(SIGN_IN_SECRETS.clientSecret, clientSecret),
    ARM_CLIENT_CERTIFICATE_PATH: certificate && path.resolve(sources.folder, certificate.path),
    ARM_CLIENT_CERTIFICATE_PASSWORD: await secret(SIGN_IN_SECRETS.certificatePassword, certificate?.password),
    ARM_USE_OIDC: oidc && "true",
    ARM_OIDC_TOKEN_FILE_PATH:
      oidc?.tokenFile === undefined ? undefined : path.resolve(sources.folder, oidc.tokenFile),
    ARM_USE_AKS_WORKLOAD_IDENTITY: workloadIdentity && "true",
  };
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...inherited, ...given]);
}
