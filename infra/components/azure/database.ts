import * as dbforpostgresql from "@pulumi/azure-native/dbforpostgresql/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface DatabaseArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly subnetId: pulumi.Input<string>;
  readonly privateDnsZoneId: pulumi.Input<string>;
  readonly tenantId: pulumi.Input<string>;
  /** Size, such as `Standard_D2ds_v5`; burstable sizes have no zone redundancy. Replaces nothing, restarts the server. */
  readonly skuName: pulumi.Input<string>;
  readonly storageGb: pulumi.Input<number>;
  /** Days for point-in-time restore, 7 to 35. */
  readonly backupRetentionDays: pulumi.Input<number>;
  readonly zoneRedundant: boolean;
  /** Refuse to delete the server by `pulumi destroy`. */
  readonly deletionProtection: boolean;
  /** The managed identity that the service signs in with: name, object (principal) id. */
  readonly administratorName: pulumi.Input<string>;
  readonly administratorObjectId: pulumi.Input<string>;
}

const DATABASE_NAME = "scim";

/** PostgreSQL Flexible Server, reachable from the virtual network only, signed in to by Entra identities only. */
export class Database extends pulumi.ComponentResource {
  /** Connection string without a password: the service asks Entra for a token by its workload identity. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: DatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:azure:Database", name, {}, opts);
    const child = { parent: this };
    const { resourceGroupName } = args;

    const server = new dbforpostgresql.Server(
      name,
      {
        resourceGroupName,
        location: args.location,
        tags: args.tags,
        version: "17",
        sku: { name: args.skuName, tier: "GeneralPurpose" },
        storage: { storageSizeGB: args.storageGb, autoGrow: "Enabled" },
        authConfig: { activeDirectoryAuth: "Enabled", passwordAuth: "Disabled", tenantId: args.tenantId },
        backup: { backupRetentionDays: args.backupRetentionDays, geoRedundantBackup: "Enabled" },
        highAvailability: { mode: args.zoneRedundant ? "ZoneRedundant" : "Disabled" },
        network: {
          delegatedSubnetResourceId: args.subnetId,
          privateDnsZoneArmResourceId: args.privateDnsZoneId,
          publicNetworkAccess: "Disabled",
        },
      },
      { ...child, protect: args.deletionProtection, ignoreChanges: ["storage.storageSizeGB"] },
    );
    const administrator = new dbforpostgresql.AdministratorsMicrosoftEntra(
      `${name}-service`,
      {
        resourceGroupName,
        serverName: server.name,
        objectId: args.administratorObjectId,
        principalName: args.administratorName,
        principalType: "ServicePrincipal",
        tenantId: args.tenantId,
      },
      child,
    );
    const database = new dbforpostgresql.Database(
      name,
      {
        resourceGroupName,
        serverName: server.name,
        databaseName: DATABASE_NAME,
        charset: "UTF8",
        collation: "en_US.utf8",
      },
      // The server takes one management operation at a time.
      { ...child, protect: args.deletionProtection, dependsOn: [administrator] },
    );

    const user = pulumi.output(args.administratorName).apply(encodeURIComponent);
    this.url = pulumi.interpolate`postgres://${user}@${server.fullyQualifiedDomainName}:5432/${database.name}?sslmode=verify-full`;
    this.registerOutputs({ url: this.url });
  }
}
