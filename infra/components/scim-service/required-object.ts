import type { KubeConfig } from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";
import { type ClusterAccess, clusterConfig, valueOf } from "./cluster-access.ts";

/** An object that somebody else makes, and what to do when it is missing. */
export interface RequiredObject {
  readonly kind: "CustomResourceDefinition" | "Secret";
  readonly name: pulumi.Input<string>;
  /** Of a Secret. */
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
  access: ClusterAccess,
  preview: boolean,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(
    name,
    async () => {
      const config = await clusterConfig(access);
      for (const object of objects) await requireObject(config, object);
    },
    { onDryRun: preview && access.kubeconfig === undefined },
  );
}

/** @throws {Error} when the object does not exist, or the API server does not say. */
async function requireObject(config: KubeConfig, required: RequiredObject): Promise<void> {
  const { ApiException } = await import("@kubernetes/client-node");
  const { kind, remedy } = required;
  const [name = "", namespace] = await Promise.all([valueOf(required.name), valueOf(required.namespace)]);
  const what = `the ${kind} "${namespace === undefined ? name : `${namespace}/${name}`}"`;
  try {
    await read(config, kind, name, namespace ?? "default");
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) {
      throw new Error(`${what} does not exist: ${remedy}`, { cause: error });
    }
    const reason = error instanceof ApiException ? `it answers ${error.code}` : innermostMessage(error);
    throw new Error(`The cluster cannot be asked for ${what}: ${reason}`, { cause: error });
  }
}

async function read(
  config: KubeConfig,
  kind: RequiredObject["kind"],
  name: string,
  namespace: string,
): Promise<void> {
  const { ApiextensionsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  if (kind === "Secret") await config.makeApiClient(CoreV1Api).readNamespacedSecret({ name, namespace });
  else await config.makeApiClient(ApiextensionsV1Api).readCustomResourceDefinition({ name });
}

/** `fetch` says "fetch failed" and keeps in `cause` what failed. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : innermostMessage(error.cause);
}
