import type { KubeConfig } from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";

/** Which cluster, for the look-ups that the program itself makes: the same one that the provider of `opts` deploys to. */
export interface ClusterAccess {
  /** The kubeconfig itself. @default `KUBECONFIG`, else `~/.kube/config` */
  readonly kubeconfig?: pulumi.Input<string>;
  /** @default the kubeconfig's current context */
  readonly kubeContext?: pulumi.Input<string>;
}

/** An object that somebody else makes, and what to do when it is missing. */
export interface RequiredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: pulumi.Input<string>;
  readonly namespace?: pulumi.Input<string>;
  /** The sentence that follows "does not exist". */
  readonly remedy: string;
}

/**
 * A hook that stops the deployment when the cluster lacks one of the objects. `get` of a resource of
 * `@pulumi/kubernetes` would do the same, but shows a read in every run: the plug-in makes up another field manager
 * for each.
 *
 * @param preview whether a preview looks too. It does not when the cluster or the namespace may be made by the same
 *   deployment.
 */
export function requireObjects(
  name: string,
  objects: readonly RequiredObject[],
  { kubeconfig, kubeContext }: ClusterAccess,
  preview: boolean,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    name,
    async () => {
      const config = await load(await valueOf(kubeconfig), await valueOf(kubeContext));
      for (const object of objects) await requireObject(config, object);
    },
    { onDryRun: preview && kubeconfig === undefined },
  );
}

async function load(kubeconfig: string | undefined, context: string | undefined): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromString(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

/** @throws {Error} when the object does not exist, or the API server does not say. */
async function requireObject(config: KubeConfig, required: RequiredObject): Promise<void> {
  const { ApiException, KubernetesObjectApi } = await import("@kubernetes/client-node");
  const { apiVersion, kind, remedy } = required;
  const [name, namespace] = await Promise.all([valueOf(required.name), valueOf(required.namespace)]);
  const metadata = { name: name ?? "", ...(namespace === undefined ? {} : { namespace }) };
  const what = `the ${kind} "${[namespace, name].filter((part) => part !== undefined).join("/")}"`;
  try {
    await KubernetesObjectApi.makeApiClient(config).read({ apiVersion, kind, metadata });
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) {
      throw new Error(`${what} does not exist: ${remedy}`, { cause: error });
    }
    const reason = error instanceof ApiException ? `it answers ${error.code}` : String(error);
    throw new Error(`The cluster cannot be asked for ${what}: ${reason}`, { cause: error });
  }
}

/** What an input holds. A hook that runs in no preview finds every input known. */
async function valueOf(input: pulumi.Input<string> | undefined): Promise<string | undefined> {
  if (input === undefined) return undefined;
  return new Promise((resolve) => {
    pulumi.output(input).apply(resolve);
  });
}
