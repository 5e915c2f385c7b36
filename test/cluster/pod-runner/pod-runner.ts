import path from "node:path";
import { CoreV1Api, makeInformer, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { keepWatching } from "./keep-watching.ts";
import { RunningPod, type Images } from "./running-pod.ts";

const NODE = "local";

/** Runs the Pods of a control plane on this machine. */
export interface PodRunner {
  /** The Pods that run now, by name. */
  readonly pods: ReadonlyMap<string, RunningPod>;
  stop(): Promise<void>;
}

/**
 * Registers a node and runs every Pod of the cluster on it.
 *
 * @param images says which command stands for an image.
 * @param folder where the volumes are written.
 */
export async function startPodRunner(config: KubeConfig, images: Images, folder: string): Promise<PodRunner> {
  const api = config.makeApiClient(CoreV1Api);
  await api.createNode({ body: { metadata: { name: NODE } } });

  const byUid = new Map<string, RunningPod>();
  const pods = new Map<string, RunningPod>();
  const terminations = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  let addresses = 0;

  const observe = (pod: V1Pod): void => {
    const { uid = "", name = "", namespace = "", deletionTimestamp } = pod.metadata ?? {};
    const running = byUid.get(uid);
    if (deletionTimestamp) {
      if (!running || terminations.has(uid)) return;
      const grace = pod.metadata?.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
      terminations.set(
        uid,
        running.terminate(grace).then(() => forget(uid, name), note),
      );
      return;
    }
    if (running) return;
    const address = `10.244.${Math.floor(++addresses / 250)}.${(addresses % 250) + 1}`;
    const started = new RunningPod(config, pod, images, path.join(folder, uid), address);
    byUid.set(uid, started);
    pods.set(name, started);
    if (pod.spec?.nodeName === undefined) {
      const target = { apiVersion: "v1", kind: "Node", name: NODE };
      void api
        .createNamespacedPodBinding({ name, namespace, body: { metadata: { name }, target } })
        .catch(note);
    }
  };
  const forget = (uid: string, name: string): void => {
    if (pods.get(name) === byUid.get(uid)) pods.delete(name);
    byUid.delete(uid);
  };
  const note = (error: unknown): void => {
    failures.push(error);
  };

  const informer = makeInformer(config, "/api/v1/pods", async () => api.listPodForAllNamespaces());
  informer.on("add", observe);
  informer.on("update", observe);
  const stopWatching = await keepWatching(informer);

  return {
    pods,
    async stop() {
      await stopWatching();
      await Promise.all([...byUid.values()].map(async (pod) => pod.abandon()));
      if (failures.length > 0) throw new AggregateError(failures, "the pod runner failed");
    },
  };
}
