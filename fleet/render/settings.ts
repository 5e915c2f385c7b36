/** What the file of customers does not say about a cluster that runs the Pulumi Kubernetes Operator. */
export interface OperatorSettings {
  /** Namespace of the Stack objects and of the pods that deploy them. */
  readonly namespace: string;
  /** Image of those pods: Node.js, the engine, its plug-ins (`fleet/Dockerfile`). */
  readonly image: string;
  /** Git repository with the program. */
  readonly repository: string;
  /** What of it: a commit stays, a branch moves. */
  readonly revision: { readonly commit: string } | { readonly branch: string };
  /** Folder of Pulumi.yaml in the repository; the repository itself when undefined. */
  readonly directory: string | undefined;
  /** URL of the state's backend, such as `azblob://state?storage_account=fleet`. */
  readonly backend: string;
  /** What encrypts the secrets of new stacks; the backend's own way when undefined. */
  readonly secretsProvider: string | undefined;
  /** Secret of the namespace whose keys every pod has as environment variables, such as a Pulumi access token. */
  readonly environmentSecret: string | undefined;
  /** How often a stack is refreshed and brought back to what the file says, in seconds. */
  readonly resyncSeconds: number;
  /** Whether `pulumi destroy` runs when a Stack object is deleted. */
  readonly destroyOnDelete: boolean;
}

/** One Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}
