import * as containerservice from "@pulumi/azure-native/containerservice/index.js";
import * as managedidentity from "@pulumi/azure-native/managedidentity/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly subnetId: pulumi.Input<string>;
  /** Size of a node, such as `Standard_D2s_v5`. */
  readonly nodeSize: pulumi.Input<string>;
  readonly minNodes: pulumi.Input<number>;
  readonly maxNodes: pulumi.Input<number>;
  /** Who may reach the API server, as CIDR ranges. Empty: everyone with credentials. */
  readonly authorizedIpRanges: pulumi.Input<pulumi.Input<string>[]>;
  /** Object ids of the Entra groups whose members administer the cluster. */
  readonly adminGroupObjectIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Namespace and service account of the SCIM service, for its workload identity. */
  readonly serviceNamespace: pulumi.Input<string>;
  readonly serviceAccount: pulumi.Input<string>;
}

/** AKS with Azure CNI overlay, network policy, Entra sign-in and workload identity, and the service's own identity. */
export class Cluster extends pulumi.ComponentResource {
  /** Kubeconfig of the caller's user credentials. Secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** The identity that the service's pods act as. */
  readonly serviceIdentity: managedidentity.UserAssignedIdentity;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:azure:Cluster", name, {}, opts);
    const child = { parent: this };
    const { resourceGroupName, location, tags } = args;

    const cluster = new containerservice.ManagedCluster(
      name,
      {
        resourceGroupName,
        location,
        tags,
        dnsPrefix: name,
        identity: { type: containerservice.ResourceIdentityType.SystemAssigned },
        sku: { name: "Base", tier: "Standard" },
        agentPoolProfiles: [
          {
            name: "system",
            mode: "System",
            vmSize: args.nodeSize,
            enableAutoScaling: true,
            minCount: args.minNodes,
            maxCount: args.maxNodes,
            availabilityZones: ["1", "2", "3"],
            vnetSubnetID: args.subnetId,
            osType: "Linux",
            osSKU: "AzureLinux",
          },
        ],
        networkProfile: {
          networkPlugin: "azure",
          networkPluginMode: "overlay",
          networkDataplane: "cilium",
          networkPolicy: "cilium",
          loadBalancerSku: "standard",
          // Outside the virtual network's 10.40.0.0/16.
          podCidr: "10.244.0.0/16",
          serviceCidr: "10.41.0.0/16",
          dnsServiceIP: "10.41.0.10",
        },
        apiServerAccessProfile: { authorizedIPRanges: args.authorizedIpRanges },
        aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: args.adminGroupObjectIds },
        disableLocalAccounts: true,
        enableRBAC: true,
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
        addonProfiles: {
          azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true" } },
        },
        autoUpgradeProfile: { upgradeChannel: "stable", nodeOSUpgradeChannel: "NodeImage" },
      },
      // The autoscaler and the upgrade channel change these afterwards.
      { ...child, ignoreChanges: ["agentPoolProfiles[0].count", "kubernetesVersion"] },
    );

    this.serviceIdentity = new managedidentity.UserAssignedIdentity(
      `${name}-service`,
      { resourceGroupName, location, tags },
      child,
    );
    new managedidentity.FederatedIdentityCredential(
      `${name}-service`,
      {
        resourceGroupName,
        resourceName: this.serviceIdentity.name,
        issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
        subject: pulumi.interpolate`system:serviceaccount:${args.serviceNamespace}:${args.serviceAccount}`,
        audiences: ["api://AzureADTokenExchange"],
      },
      child,
    );

    const credentials = containerservice.listManagedClusterUserCredentialsOutput(
      { resourceGroupName, resourceName: cluster.name },
      child,
    );
    this.kubeconfig = pulumi.secret(
      credentials.apply(({ kubeconfigs }) =>
        Buffer.from(kubeconfigs[0]?.value ?? "", "base64").toString("utf8"),
      ),
    );
    this.registerOutputs({ kubeconfig: this.kubeconfig });
  }
}
