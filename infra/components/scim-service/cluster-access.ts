import type { KubeConfig } from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";

/** Which cluster, for the look-ups that the program itself makes: the same one that the provider of `opts` deploys to. */
export interface ClusterAccess {
  /** The kubeconfig itself. @default `KUBECONFIG`, else `~/.kube/config` */
  readonly kubeconfig?: pulumi.Input<string>;
  /** @default the kubeconfig's current context */
  readonly kubeContext?: pulumi.Input<string>;
}

/** What a client of the cluster needs, inside of a hook. */
export async function clusterConfig({ kubeconfig, kubeContext }: ClusterAccess): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const [text, context] = [await valueOf(kubeconfig), await valueOf(kubeContext)];
  const config = new KubeConfig();
  if (text === undefined) config.loadFromDefault();
  else config.loadFromString(text);
  if (context !== undefined) config.setCurrentContext(context);
  return config;
}

/** What an input holds. A hook that runs in no preview finds every input known. */
export async function valueOf(input: pulumi.Input<string> | undefined): Promise<string | undefined> {
  if (input === undefined) return undefined;
  return new Promise((resolve) => {
    pulumi.output(input).apply(resolve);
  });
}
