import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CLOUD_NATIVE_PG_DEFAULTS as DEFAULTS } from "./defaults.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { requireObjects } from "./required-object.ts";

/** A PostgreSQL cluster of the CloudNativePG operator. */
export interface CloudNativePgArgs {
  /** Number of servers, one of them primary. @default 3 */
  readonly instances?: pulumi.Input<number>;
  /** Size of each volume. Can grow, never shrink. @default 20Gi */
  readonly storage?: pulumi.Input<string>;
  /** Storage class of the volumes. @default the cluster's default class */
  readonly storageClass?: pulumi.Input<string>;
  /** Keep `pulumi destroy` from deleting the cluster. Not an `Input`, because it is an option of the resource. @default true */
  readonly deletionProtection?: boolean;
  /** Where backups and the write-ahead log go. */
  readonly backup?: CloudNativePgBackupArgs;
}

/** Object storage for backups; see "Object Stores" of the Barman Cloud plugin for CloudNativePG. */
export interface CloudNativePgBackupArgs {
  /** For example `https://account.blob.core.windows.net/backups` or `s3://backups/scim`. */
  readonly destinationPath: pulumi.Input<string>;
  /** Six-field cron expression, seconds first. @default every night at 2 */
  readonly schedule?: pulumi.Input<string>;
  /** How long backups are kept, such as `30d`. @default 30d */
  readonly retention?: pulumi.Input<string>;
  /**
   * Secret of the namespace with the storage's connection string under `connectionString`.
   * @default the identity of the pods (Azure workload identity)
   */
  readonly credentialsSecret?: pulumi.Input<string>;
}

const API = "postgresql.cnpg.io/v1";
/** Without it a deployment ends with "no matches for kind". */
const OPERATOR = {
  kind: "CustomResourceDefinition",
  name: "clusters.postgresql.cnpg.io",
  remedy: "install the CloudNativePG operator, or choose another database",
} as const;
const PLUGIN = {
  kind: "CustomResourceDefinition",
  name: "objectstores.barmancloud.cnpg.io",
  remedy: "install the Barman Cloud plugin of CloudNativePG, or leave the backup out",
} as const;
/** Name under which the Barman Cloud plugin registers; the operator's built-in backup ends with version 1.31. */
const BACKUP_PLUGIN = "barman-cloud.cloudnative-pg.io";

/** A three-instance PostgreSQL cluster with continuous backup, and the name of the Secret with its connection string. */
export class CloudNativePgCluster extends pulumi.ComponentResource {
  /** The Secret that the operator writes; its key `uri` is the connection string. */
  readonly secretName: pulumi.Output<string>;

  constructor(
    name: string,
    args: CloudNativePgArgs & { readonly namespace: pulumi.Input<string>; readonly access: ClusterAccess },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("entra-scim:scim-service:CloudNativePgCluster", name, {}, opts);
    const child = { parent: this };

    const required = args.backup ? [OPERATOR, PLUGIN] : [OPERATOR];
    const hooks = { beforeCreate: [requireObjects(`${name}-operator`, required, args.access, true)] };
    const metadata = { name, namespace: args.namespace };
    const objectStore = args.backup && this.#objectStore(name, args.backup, metadata, hooks);
    const cluster = new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: API,
        kind: "Cluster",
        // Ready once the primary accepts connections; without this the deployment would go on with an empty promise.
        metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
        spec: {
          instances: args.instances ?? DEFAULTS.instances,
          storage: { size: args.storage ?? DEFAULTS.storage, storageClass: args.storageClass },
          bootstrap: { initdb: { database: "scim", owner: "scim" } },
          plugins: objectStore && [
            { name: BACKUP_PLUGIN, isWALArchiver: true, parameters: { barmanObjectName: name } },
          ],
        },
      },
      {
        ...child,
        hooks,
        dependsOn: objectStore ? [objectStore] : [],
        protect: args.deletionProtection ?? DEFAULTS.deletionProtection,
      },
    );
    if (args.backup) {
      new k8s.apiextensions.CustomResource(
        `${name}-backup`,
        {
          apiVersion: API,
          kind: "ScheduledBackup",
          metadata,
          spec: {
            schedule: args.backup.schedule ?? "0 0 2 * * *",
            backupOwnerReference: "cluster",
            immediate: true,
            cluster: { name },
            method: "plugin",
            pluginConfiguration: { name: BACKUP_PLUGIN },
          },
        },
        { ...child, dependsOn: [cluster] },
      );
    }

    this.secretName = cluster.metadata.apply((made) => `${made.name}-app`);
    this.registerOutputs({ secretName: this.secretName });
  }

  /** Where the plugin writes backups and the write-ahead log, and for how long it keeps them. */
  #objectStore(
    name: string,
    { destinationPath, retention, credentialsSecret }: CloudNativePgBackupArgs,
    metadata: { name: string; namespace: pulumi.Input<string> },
    hooks: pulumi.ResourceHookBinding,
  ): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
      `${name}-object-store`,
      {
        apiVersion: "barmancloud.cnpg.io/v1",
        kind: "ObjectStore",
        metadata,
        spec: {
          retentionPolicy: retention ?? "30d",
          configuration: {
            destinationPath,
            azureCredentials: credentialsSecret
              ? { connectionString: { name: credentialsSecret, key: "connectionString" } }
              : { inheritFromAzureAD: true },
          },
        },
      },
      { parent: this, hooks },
    );
  }
}
