import { CoreV1Api, type KubeConfig, type V1Container, type V1EnvVar } from "@kubernetes/client-node";
import type { Mounts } from "./volumes.ts";

/**
 * The variables of a container as the live objects have them, with mounted paths and container ports rewritten to what
 * they are on this machine.
 *
 * @param ports container port to the local port that stands for it.
 */
export async function environmentOf(
  config: KubeConfig,
  namespace: string,
  container: V1Container,
  mounts: Mounts,
  ports: ReadonlyMap<number, number>,
): Promise<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const variable of container.env ?? []) {
    variables[variable.name] = rewritten(await valueOf(config, namespace, variable), mounts, ports);
  }
  return variables;
}

async function valueOf(config: KubeConfig, namespace: string, variable: V1EnvVar): Promise<string> {
  const api = config.makeApiClient(CoreV1Api);
  const { secretKeyRef, configMapKeyRef } = variable.valueFrom ?? {};
  if (secretKeyRef) {
    const secret = await api.readNamespacedSecret({ name: secretKeyRef.name ?? "", namespace });
    const value = secret.data?.[secretKeyRef.key];
    if (value === undefined)
      throw new Error(`couldn't find key ${secretKeyRef.key} in Secret ${secretKeyRef.name}`);
    return Buffer.from(value, "base64").toString("utf8");
  }
  if (configMapKeyRef) {
    const map = await api.readNamespacedConfigMap({ name: configMapKeyRef.name ?? "", namespace });
    const value = map.data?.[configMapKeyRef.key];
    if (value === undefined)
      throw new Error(`couldn't find key ${configMapKeyRef.key} in ConfigMap ${configMapKeyRef.name}`);
    return value;
  }
  if (variable.valueFrom) throw new Error(`${variable.name}: only Secret and ConfigMap keys are known here`);
  return variable.value ?? "";
}

function rewritten(value: string, mounts: Mounts, ports: ReadonlyMap<number, number>): string {
  const port = ports.get(Number(value));
  if (port !== undefined) return String(port);
  if (value === "0.0.0.0") return "127.0.0.1";
  for (const [mountPath, folder] of mounts) {
    if (value === mountPath || value.startsWith(`${mountPath}/`))
      return folder + value.slice(mountPath.length);
  }
  return value;
}
