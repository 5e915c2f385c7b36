import type { Customer } from "../customers/customer.ts";
import type { SecretReference } from "../customers/secret-reference.ts";
import { secretKey, secretName } from "./secret-key.ts";
import type { OperatorSettings } from "./settings.ts";

const CERTIFICATE_FOLDER = "/etc/fleet/certificate";

/**
 * The environment by which the pod of a customer signs in to the tenant, as the operator's `envRefs`.
 *
 * A token of a CI system does not exist in a pod: `oidc`, like `workloadIdentity`, means the pod's own identity, federated
 * with the same application.
 */
export function signInVariables(customer: Customer): Record<string, unknown> {
  const { tenant, signIn } = customer;
  const fromSecret = (reference: SecretReference | undefined) => {
    const key = reference && secretKey(reference)?.key;
    return key === undefined ? undefined : { type: "Secret", secret: { name: secretName(customer), key } };
  };
  const own = usesPodIdentity(customer) ? literal("true") : undefined;
  const certificate = signIn.certificate && literal(`${CERTIFICATE_FOLDER}/certificate`);
  return withoutUndefined({
    ARM_TENANT_ID: literal(tenant),
    ARM_CLIENT_ID: signIn.clientId === undefined ? undefined : literal(signIn.clientId),
    ARM_ENVIRONMENT: signIn.environment === undefined ? undefined : literal(signIn.environment),
    ARM_USE_AKS_WORKLOAD_IDENTITY: own,
    ARM_CLIENT_SECRET: fromSecret(signIn.clientSecret),
    ARM_CLIENT_CERTIFICATE_PATH: certificate,
    ARM_CLIENT_CERTIFICATE_PASSWORD: fromSecret(signIn.certificate?.password),
  });
}

/** The pod that the operator starts for a stack, as a patch of the Workspace that it makes. */
export function workspaceTemplate(
  customer: Customer,
  { image, environmentSecret }: OperatorSettings,
): object {
  const labels = usesPodIdentity(customer) ? { "azure.workload.identity/use": "true" } : undefined;
  const mounted = customer.signIn.certificate !== undefined;
  const container = {
    name: "pulumi",
    volumeMounts: [{ name: "certificate", mountPath: CERTIFICATE_FOLDER, readOnly: true }],
  };
  const secret = {
    secretName: secretName(customer),
    items: [{ key: "certificate", path: "certificate" }],
  };
  const podSpec = mounted
    ? { containers: [container], volumes: [{ name: "certificate", secret }] }
    : undefined;
  const template = withoutUndefined({ metadata: labels && { labels }, spec: podSpec });
  return {
    spec: withoutUndefined({
      image,
      securityProfile: "restricted",
      envFrom: environmentSecret === undefined ? undefined : [{ secretRef: { name: environmentSecret } }],
      podTemplate: Object.keys(template).length === 0 ? undefined : template,
      resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "1Gi" } },
    }),
  };
}

/** Whether the pod signs in by its own identity. */
export function usesPodIdentity({ signIn }: Customer): boolean {
  return signIn.workloadIdentity !== undefined || signIn.oidc !== undefined;
}

/** The operator's reference to a value that stands in the object itself. */
function literal(value: string): object {
  return { type: "Literal", literal: { value } };
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
