import {
  CoreV1Api,
  CustomObjectsApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
} from "@kubernetes/client-node";
import type { KubernetesListObject, KubernetesObject } from "@kubernetes/client-node";
import { keepWatching } from "./pod-runner/keep-watching.ts";
import type { SelfHosted } from "./self-hosted.ts";

const API = { group: "postgresql.cnpg.io", version: "v1", plural: "clusters" } as const;

/**
 * What the CloudNativePG operator does as far as a stack sees it: for each `Cluster` a Secret `<name>-app` with the
 * connection string, and the condition `Ready`. The database behind it is the test's own.
 *
 * @returns what stops it.
 */
export async function startPostgresOperator({ cluster, postgres }: SelfHosted): Promise<() => Promise<void>> {
  const objects = cluster.config.makeApiClient(CustomObjectsApi);
  const core = cluster.config.makeApiClient(CoreV1Api);
  const list = async () =>
    (await objects.listCustomObjectForAllNamespaces({
      group: API.group,
      version: API.version,
      resourcePlural: API.plural,
    })) as KubernetesListObject<KubernetesObject>;
  const informer = makeInformer(cluster.config, `/apis/${API.group}/${API.version}/${API.plural}`, list);

  const serve = async ({ metadata }: KubernetesObject): Promise<void> => {
    const { name = "", namespace = "" } = metadata ?? {};
    const secret = { metadata: { name: `${name}-app` }, stringData: { uri: postgres.url } };
    await core.createNamespacedSecret({ namespace, body: secret });
    const condition = {
      type: "Ready",
      status: "True",
      reason: "ClusterIsReady",
      message: "",
      lastTransitionTime: now(),
    };
    await objects.patchNamespacedCustomObjectStatus(
      { ...API, namespace, name, body: { status: { conditions: [condition] } } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    );
  };
  const failures: unknown[] = [];
  informer.on("add", (made) => {
    serve(made).catch((error: unknown) => failures.push(error));
  });
  const stop = await keepWatching(informer);
  return async () => {
    await stop();
    if (failures.length > 0) throw new AggregateError(failures, "the operator failed");
  };
}

function now(): string {
  return new Date().toISOString();
}
