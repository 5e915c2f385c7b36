import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  CoreV1Api,
  type KubeConfig,
  type V1Container,
  type V1Pod,
  type V1Volume,
} from "@kubernetes/client-node";

/** Folders that stand for the mounts of a container: mount path to folder. */
export type Mounts = ReadonlyMap<string, string>;

/**
 * Writes the Secret and ConfigMap volumes of a Pod into folders.
 *
 * @returns volume name to folder.
 * @throws {Error} for a volume type that no manifest of ours uses, and what the API answers for a missing object.
 */
export async function writeVolumes(
  config: KubeConfig,
  pod: V1Pod,
  folder: string,
): Promise<Map<string, string>> {
  const namespace = pod.metadata?.namespace ?? "";
  const volumes = new Map<string, string>();
  for (const volume of pod.spec?.volumes ?? []) {
    const target = path.join(folder, volume.name);
    await mkdir(target, { recursive: true, mode: 0o700 });
    for (const [file, content] of await contentOf(config, namespace, volume)) {
      await writeFile(path.join(target, file), content, { mode: 0o600 });
    }
    volumes.set(volume.name, target);
  }
  return volumes;
}

/** The mounts of one container. */
export function mountsOf(container: V1Container, volumes: ReadonlyMap<string, string>): Mounts {
  return new Map(
    (container.volumeMounts ?? []).map(({ name, mountPath }) => {
      const folder = volumes.get(name);
      if (folder === undefined)
        throw new Error(`${container.name} mounts ${name}, which is no volume of the Pod`);
      return [mountPath, folder];
    }),
  );
}

async function contentOf(
  config: KubeConfig,
  namespace: string,
  volume: V1Volume,
): Promise<[string, Buffer][]> {
  const api = config.makeApiClient(CoreV1Api);
  if (volume.secret) {
    const secret = await api.readNamespacedSecret({ name: volume.secret.secretName ?? "", namespace });
    const entries = Object.entries(secret.data ?? {}).map(
      ([key, value]) => [key, Buffer.from(value, "base64")] as const,
    );
    return projected(new Map(entries), volume.secret.items);
  }
  if (volume.configMap) {
    const map = await api.readNamespacedConfigMap({ name: volume.configMap.name ?? "", namespace });
    const entries = Object.entries(map.data ?? {}).map(
      ([key, value]) => [key, Buffer.from(value, "utf8")] as const,
    );
    return projected(new Map(entries), volume.configMap.items);
  }
  if (volume.emptyDir) return [];
  throw new Error(`the volume ${volume.name} is neither Secret, ConfigMap nor emptyDir`);
}

/** All keys as files, or with `items` only those, under their paths. A key that is not there fails, as on a node. */
function projected(
  data: ReadonlyMap<string, Buffer>,
  items: readonly { key: string; path: string }[] | undefined,
): [string, Buffer][] {
  if (!items) return [...data];
  return items.map(({ key, path: file }) => {
    const content = data.get(key);
    if (!content) throw new Error(`references non-existent key ${key}`);
    return [file, content];
  });
}
