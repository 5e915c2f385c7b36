import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";
import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "./cluster.ts";
import { Database } from "./database.ts";
import { KeyVault } from "./key-vault.ts";
import { Monitoring } from "./monitoring.ts";
import { Network } from "./network.ts";

/** Sizes and names of the Azure foundation. */
export interface AzureFoundationArgs {
  /** Azure region, such as `westeurope`. A change replaces everything. */
  readonly location: pulumi.Input<string>;
  /** Tags of every resource. */
  readonly tags: Record<string, pulumi.Input<string>>;
  /** Size of a node. @default Standard_D2s_v5 */
  readonly nodeSize?: pulumi.Input<string>;
  /** Fewest and most nodes. @default 3 and 6 */
  readonly minNodes?: pulumi.Input<number>;
  readonly maxNodes?: pulumi.Input<number>;
  /** CIDR ranges that reach the API server. @default everyone with credentials */
  readonly authorizedIpRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** Object ids of the Entra groups that administer the cluster. */
  readonly adminGroupObjectIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Size of the database. @default Standard_D2ds_v5 */
  readonly databaseSku?: pulumi.Input<string>;
  /** @default 64 */
  readonly databaseStorageGb?: pulumi.Input<number>;
  /** Days of point-in-time restore. @default 14 */
  readonly backupRetentionDays?: pulumi.Input<number>;
  /** A standby in another zone. @default true */
  readonly zoneRedundant?: boolean;
  /** Days that logs are kept. @default 90 */
  readonly logRetentionDays?: pulumi.Input<number>;
  /** Who is told of a job in quarantine. */
  readonly alertEmail: pulumi.Input<string>;
  /** Keep `pulumi destroy` from deleting what holds data (database, vault, logs). @default true */
  readonly deletionProtection?: boolean;
  /** Namespace and service account of the service, for its workload identity. */
  readonly serviceNamespace: pulumi.Input<string>;
  readonly serviceAccount: pulumi.Input<string>;
}

/** Everything below the service on Azure: network, cluster, database, vault, logs and the alert on quarantine. */
export class AzureFoundation extends pulumi.ComponentResource {
  /** Kubeconfig of the cluster. Secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Connection string of the database, without a password. */
  readonly databaseUrl: pulumi.Output<string>;
  /** Client id of the service's identity, for the annotation of its service account. */
  readonly serviceClientId: pulumi.Output<string>;
  readonly keyVaultUri: pulumi.Output<string>;
  readonly logAnalyticsWorkspaceId: pulumi.Output<string>;

  constructor(name: string, args: AzureFoundationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:azure:AzureFoundation", name, {}, opts);
    const child = { parent: this };
    const deletionProtection = args.deletionProtection ?? true;
    const { tenantId, subscriptionId } = authorization.getClientConfigOutput(child);

    const resourceGroup = new resources.ResourceGroup(
      name,
      { location: args.location, tags: args.tags },
      { ...child, protect: deletionProtection },
    );
    const common = { resourceGroupName: resourceGroup.name, location: args.location, tags: args.tags };

    const network = new Network(`${name}-network`, common, child);
    const cluster = new Cluster(
      `${name}-cluster`,
      {
        ...common,
        subnetId: network.nodesSubnetId,
        nodeSize: args.nodeSize ?? "Standard_D2s_v5",
        minNodes: args.minNodes ?? 3,
        maxNodes: args.maxNodes ?? 6,
        authorizedIpRanges: args.authorizedIpRanges ?? [],
        adminGroupObjectIds: args.adminGroupObjectIds,
        serviceNamespace: args.serviceNamespace,
        serviceAccount: args.serviceAccount,
      },
      child,
    );
    const database = new Database(
      `${name}-database`,
      {
        ...common,
        subnetId: network.databaseSubnetId,
        privateDnsZoneId: network.databaseZoneId,
        tenantId,
        skuName: args.databaseSku ?? "Standard_D2ds_v5",
        storageGb: args.databaseStorageGb ?? 64,
        backupRetentionDays: args.backupRetentionDays ?? 14,
        zoneRedundant: args.zoneRedundant ?? true,
        deletionProtection,
        administratorName: cluster.serviceIdentity.name,
        administratorObjectId: cluster.serviceIdentity.principalId,
      },
      child,
    );
    const keyVault = new KeyVault(
      `${name}-vault`,
      {
        ...common,
        tenantId,
        subscriptionId,
        readerPrincipalId: cluster.serviceIdentity.principalId,
        deletionProtection,
      },
      child,
    );
    const monitoring = new Monitoring(
      `${name}-monitoring`,
      {
        ...common,
        logRetentionDays: args.logRetentionDays ?? 90,
        alertEmail: args.alertEmail,
        deletionProtection,
      },
      child,
    );

    this.kubeconfig = cluster.kubeconfig;
    this.databaseUrl = database.url;
    this.serviceClientId = cluster.serviceIdentity.clientId;
    this.keyVaultUri = keyVault.uri;
    this.logAnalyticsWorkspaceId = monitoring.workspaceId;
    this.registerOutputs({
      kubeconfig: this.kubeconfig,
      databaseUrl: this.databaseUrl,
      serviceClientId: this.serviceClientId,
      keyVaultUri: this.keyVaultUri,
      logAnalyticsWorkspaceId: this.logAnalyticsWorkspaceId,
    });
  }
}
