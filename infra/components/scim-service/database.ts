import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CloudNativePgCluster, type CloudNativePgArgs } from "./cloudnative-pg.ts";

/** Where the service keeps its state: exactly one of the three. */
export interface DatabaseArgs {
  /** A cluster of the CloudNativePG operator, made by this stack. */
  readonly cloudNativePg?: CloudNativePgArgs;
  /** A connection string, such as the one of the Azure foundation. Kept as a secret. */
  readonly url?: pulumi.Input<string>;
  /** A Secret of the namespace that holds the connection string already. */
  readonly existingSecret?: ExistingSecretArgs;
  /** Connections a pod opens at most. @default 10 */
  readonly poolSize?: pulumi.Input<number>;
}

/** A Secret and the key in it. */
export interface ExistingSecretArgs {
  readonly name: pulumi.Input<string>;
  /** @default uri */
  readonly key?: pulumi.Input<string>;
}

/** Where the pods find the connection string. */
export interface DatabaseSecret {
  readonly name: pulumi.Output<string>;
  readonly key: pulumi.Output<string>;
}

const KEY = "uri";

/** Makes what the choice needs and says in which Secret the connection string is. */
export function databaseSecret(
  name: string,
  args: DatabaseArgs,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): DatabaseSecret {
  if (args.cloudNativePg) {
    const cluster = new CloudNativePgCluster(`${name}-database`, { ...args.cloudNativePg, namespace }, opts);
    return { name: cluster.secretName, key: pulumi.output(KEY) };
  }
  if (args.url !== undefined) {
    const secret = new k8s.core.v1.Secret(
      `${name}-database`,
      { metadata: { name: `${name}-database`, namespace }, stringData: { [KEY]: pulumi.secret(args.url) } },
      opts,
    );
    return { name: secret.metadata.name, key: pulumi.output(KEY) };
  }
  // Looked up, so that a missing Secret stops the deployment here and not as a pod that never starts.
  const id = pulumi.interpolate`${namespace}/${args.existingSecret?.name ?? ""}`;
  const existing = k8s.core.v1.Secret.get(`${name}-database`, id, opts);
  return { name: existing.metadata.name, key: pulumi.output(args.existingSecret?.key ?? KEY) };
}

/** What is wrong with the choice; empty when it names exactly one database. */
export function databaseProblems(args: DatabaseArgs): { propertyPath: string; reason: string }[] {
  const chosen = [args.cloudNativePg, args.url, args.existingSecret].filter((choice) => choice !== undefined);
  if (chosen.length === 1) return [];
  const reason = `${chosen.length === 0 ? "no" : "more than one"} database: set exactly one of cloudNativePg, url and existingSecret`;
  return [{ propertyPath: "database", reason }];
}
