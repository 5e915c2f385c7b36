import * as network from "@pulumi/azure-native/network/index.js";
import * as privatedns from "@pulumi/azure-native/privatedns/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface NetworkArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** Address plan: room for 4,000 node and load balancer addresses; pods live in AKS's own overlay. */
const ADDRESS_SPACE = "10.40.0.0/16";
const NODES = "10.40.0.0/20";
const DATABASE = "10.40.16.0/24";

/** A virtual network with a subnet for nodes, a delegated one for the database, and the database's private DNS zone. */
export class Network extends pulumi.ComponentResource {
  readonly nodesSubnetId: pulumi.Output<string>;
  readonly databaseSubnetId: pulumi.Output<string>;
  readonly databaseZoneId: pulumi.Output<string>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:azure:Network", name, {}, opts);
    const child = { parent: this };

    const virtualNetwork = new network.VirtualNetwork(
      name,
      { ...args, addressSpace: { addressPrefixes: [ADDRESS_SPACE] } },
      // Subnets are resources of their own; without this an update of the network would drop them.
      { ...child, ignoreChanges: ["subnets"] },
    );
    const common = { resourceGroupName: args.resourceGroupName, virtualNetworkName: virtualNetwork.name };
    const nodes = new network.Subnet(`${name}-nodes`, { ...common, addressPrefix: NODES }, child);
    const database = new network.Subnet(
      `${name}-database`,
      {
        ...common,
        addressPrefix: DATABASE,
        delegations: [{ name: "postgresql", serviceName: "Microsoft.DBforPostgreSQL/flexibleServers" }],
      },
      // Azure changes one subnet of a network at a time and answers 409 to the second.
      { ...child, dependsOn: [nodes] },
    );

    const zone = new privatedns.PrivateZone(
      `${name}-database`,
      {
        resourceGroupName: args.resourceGroupName,
        location: "global",
        privateZoneName: `${name}.private.postgres.database.azure.com`,
        tags: args.tags,
      },
      child,
    );
    const link = new privatedns.VirtualNetworkLink(
      `${name}-database`,
      {
        resourceGroupName: args.resourceGroupName,
        location: "global",
        privateZoneName: zone.name,
        virtualNetwork: { id: virtualNetwork.id },
        registrationEnabled: false,
        tags: args.tags,
      },
      child,
    );

    this.nodesSubnetId = nodes.id;
    this.databaseSubnetId = database.id;
    // The server can only be made once the network resolves its zone.
    this.databaseZoneId = pulumi.all([zone.id, link.id]).apply(([zoneId]) => zoneId);
    this.registerOutputs({
      nodesSubnetId: this.nodesSubnetId,
      databaseSubnetId: this.databaseSubnetId,
      databaseZoneId: this.databaseZoneId,
    });
  }
}
