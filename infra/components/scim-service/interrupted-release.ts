import * as pulumi from "@pulumi/pulumi";
import { type ClusterAccess, clusterConfig, valueOf } from "./cluster-access.ts";

/** A Helm release. */
export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

/** What Helm keeps of one revision of a release: a Secret with these labels. */
export interface ReleaseRecord {
  readonly revision: number;
  /** Helm's code, such as `deployed` or `pending-upgrade`. */
  readonly status: string;
}

/**
 * A hook that stops a deployment where Helm would refuse it because an earlier one was killed, and names the command that
 * makes way. Helm's own words are "another operation (install/upgrade/rollback) is in progress", for ever.
 */
export function refuseInterruptedRelease(
  name: string,
  release: Omit<ReleaseName, "namespace"> & { readonly namespace: pulumi.Input<string> },
  access: ClusterAccess,
): pulumi.ResourceHook {
  return new pulumi.ResourceHook(name, async ({ id }) => {
    const which = { ...release, namespace: (await valueOf(release.namespace)) ?? "default" };
    const problem = interruptionOf(which, await readRecords(which, access), id !== undefined && id !== "");
    if (problem !== undefined) throw new Error(problem);
  });
}

/**
 * What is to be done when a deployment of the release was interrupted; undefined when none was.
 *
 * @param isInState whether the stack's state has the release, so that it is upgraded and not installed.
 */
export function interruptionOf(
  { name, namespace }: ReleaseName,
  records: readonly ReleaseRecord[],
  isInState: boolean,
): string | undefined {
  const last = records.toSorted((a, b) => b.revision - a.revision)[0];
  if (last === undefined || last.status === "uninstalled") return undefined;
  if (isInState && !last.status.startsWith("pending-")) return undefined;
  // Helm takes over what is there when its labels say that it belongs to this release.
  const selector = `owner=helm,name=${name}${isInState ? `,status=${last.status}` : ""}`;
  return (
    `An earlier deployment was interrupted: Helm's release "${namespace}/${name}" is ${last.status}` +
    `${isInState ? "" : " and not in the stack's state"}, and Helm refuses to go on. When nobody else is at work on it, run ` +
    `\`kubectl delete secrets --namespace ${namespace} --selector ${selector}\` and then \`pulumi up\`: the command ` +
    "deletes Helm's record and nothing else, and what is in the cluster is taken over."
  );
}

/** None where the cluster does not say: Helm itself tells what is wrong with it then. */
async function readRecords(
  { name, namespace }: ReleaseName,
  access: ClusterAccess,
): Promise<readonly ReleaseRecord[]> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  try {
    const api = (await clusterConfig(access)).makeApiClient(CoreV1Api);
    const labelSelector = `owner=helm,name=${name}`;
    const { items } = await api.listNamespacedSecret({ namespace, labelSelector });
    return items.map(({ metadata }) => ({
      revision: Number(metadata?.labels?.["version"]),
      status: metadata?.labels?.["status"] ?? "",
    }));
  } catch {
    return [];
  }
}
