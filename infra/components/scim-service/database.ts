import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CloudNativePgCluster, type CloudNativePgArgs } from "./cloudnative-pg.ts";
import { DATABASE_KEY } from "./defaults.ts";
import type { ClusterAccess } from "./cluster-access.ts";

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
  /** Port in the connection string, which the pods may then reach. @default 5432 */
  readonly port?: pulumi.Input<number>;
}

/** Where the pods find the connection string, and the port that they have to reach. */
export interface DatabaseSecret {
  readonly name: pulumi.Input<string>;
  readonly key: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
}

const POSTGRES_PORT = 5432;

/** Makes what the choice needs and says in which Secret the connection string is. */
export function databaseSecret(
  name: string,
  args: DatabaseArgs,
  namespace: pulumi.Input<string>,
  access: ClusterAccess,
  opts: pulumi.CustomResourceOptions,
): DatabaseSecret {
  if (args.cloudNativePg) {
    const cluster = new CloudNativePgCluster(
      `${name}-database`,
      { ...args.cloudNativePg, namespace, access },
      opts,
    );
    return { name: cluster.secretName, key: DATABASE_KEY, port: POSTGRES_PORT };
  }
  if (args.url !== undefined) {
    const secret = new k8s.core.v1.Secret(
      `${name}-database`,
      {
        metadata: { name: `${name}-database`, namespace },
        stringData: { [DATABASE_KEY]: pulumi.secret(args.url) },
      },
      opts,
    );
    // The port alone tells nothing, and a secret value would make all values of the release secret.
    const port = pulumi.unsecret(pulumi.output(args.url).apply(portOf));
    return { name: secret.metadata.name, key: DATABASE_KEY, port };
  }
  return {
    name: args.existingSecret?.name ?? "",
    key: args.existingSecret?.key ?? DATABASE_KEY,
    port: args.existingSecret?.port ?? POSTGRES_PORT,
  };
}

/** The port of a connection string: that of its first host. */
export function portOf(url: string): number {
  const port = /^[^:]+:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^/?#:,]*):(\d+)/.exec(url)?.[1];
  return port === undefined ? POSTGRES_PORT : Number(port);
}

/** What is wrong with the choice; empty when it names exactly one database. */
export function databaseProblems(args: DatabaseArgs): { propertyPath: string; reason: string }[] {
  const chosen = [args.cloudNativePg, args.url, args.existingSecret].filter((choice) => choice !== undefined);
  if (chosen.length === 1) return [];
  const reason = `${chosen.length === 0 ? "no" : "more than one"} database: set exactly one of cloudNativePg, url and existingSecret`;
  return [{ propertyPath: "database", reason }];
}
