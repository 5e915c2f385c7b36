import { printPath } from "../../infra/stack/config/path.ts";
import type { Customer } from "../customers/customer.ts";
import type { Fleet } from "../customers/read.ts";
import { tenantSettings } from "../stack/sign-in-environment.ts";
import { signInVariables, usesPodIdentity, workspaceTemplate } from "./pod.ts";
import { secretKey, secretName } from "./secret-key.ts";
import type { Manifest, OperatorSettings } from "./settings.ts";

/** Label with the ring of a stack. */
export const RING_LABEL = "entra-scim-kit/ring";

/**
 * A customer's objects for the Pulumi Kubernetes Operator 2.9: the identity of its pod and its Stack.
 *
 * @param project name of the Pulumi project: the prefix of its settings.
 */
export function customerObjects(
  fleet: Fleet,
  customer: Customer,
  settings: OperatorSettings,
  project: string,
): Manifest[] {
  return [
    serviceAccount(customer, settings),
    authDelegator(customer, settings),
    stack(fleet, customer, settings, project),
  ];
}

function stack(fleet: Fleet, customer: Customer, settings: OperatorSettings, project: string): Manifest {
  const { name, config, ring, labels } = customer;
  const own = Object.entries(config).map(([section, value]) => [`${project}:${section}`, value] as const);
  const environments = customer.secrets.flatMap(({ reference }) =>
    "fromEsc" in reference ? [reference.fromEsc] : [],
  );
  const secretsProvider = settings.secretsProvider ?? fleet.secretsProvider;
  const before = previousRing(fleet, ring);
  return {
    apiVersion: "pulumi.com/v1",
    kind: "Stack",
    metadata: { name, namespace: settings.namespace, labels: { ...labels, [RING_LABEL]: ring } },
    spec: {
      stack: name,
      backend: settings.backend,
      ...(secretsProvider === undefined ? {} : { secretsProvider }),
      projectRepo: settings.repository,
      ...settings.revision,
      ...(settings.directory === undefined ? {} : { repoDir: settings.directory }),
      config: sorted({ ...Object.fromEntries(own), ...tenantSettings(customer) }),
      ...optional("secretsRef", secretSettings(customer, project)),
      ...(environments.length === 0 ? {} : { environment: [...new Set(environments)] }),
      envRefs: signInVariables(customer),
      ...(before.length === 0 ? {} : { prerequisites: before.map((each) => ({ name: each.name })) }),
      serviceAccountName: name,
      workspaceTemplate: workspaceTemplate(customer, settings),
      workspaceReclaimPolicy: "Delete",
      refresh: true,
      continueResyncOnCommitMatch: true,
      resyncFrequencySeconds: settings.resyncSeconds,
      destroyOnFinalize: settings.destroyOnDelete,
    },
  };
}

/** The stacks that must have succeeded before one of this ring begins. */
export function previousRing({ rings, customers }: Fleet, ring: string): readonly Customer[] {
  const index = rings.findIndex(({ name }) => name === ring);
  const before = rings
    .slice(0, Math.max(index, 0))
    .map(({ name }) => customers.filter((customer) => customer.ring === name));
  // A ring without customers is passed over.
  return before.findLast((members) => members.length > 0) ?? [];
}

/** Settings whose value is in a Secret, by a key with the setting's path in it, which the program reads as that path. */
function secretSettings(customer: Customer, project: string): Record<string, object> {
  const settings = customer.secrets.flatMap(({ path, reference }) => {
    const key = secretKey(reference)?.key;
    if (key === undefined) return [];
    const value = { type: "Secret", secret: { name: secretName(customer), key } };
    return [[`${project}:${printPath(path)}`, value] as const];
  });
  return sorted(Object.fromEntries(settings));
}

function serviceAccount(customer: Customer, { namespace }: OperatorSettings): Manifest {
  const { name, tenant, signIn } = customer;
  const annotations = usesPodIdentity(customer)
    ? {
        ...(signIn.clientId === undefined ? {} : { "azure.workload.identity/client-id": signIn.clientId }),
        "azure.workload.identity/tenant-id": tenant,
      }
    : undefined;
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace, ...(annotations && { annotations }) },
  };
}

/** The pod of a stack checks the operator's token at the API server; that is all it may do in the cluster. */
function authDelegator({ name }: Customer, { namespace }: OperatorSettings): Manifest {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: `${namespace}-${name}-auth-delegator` },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:auth-delegator" },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  };
}

function optional(field: string, value: object): object {
  return Object.keys(value).length === 0 ? {} : { [field]: value };
}

function sorted<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
