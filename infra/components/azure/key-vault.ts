import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as keyvault from "@pulumi/azure-native/keyvault/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface KeyVaultArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  readonly tenantId: pulumi.Input<string>;
  readonly subscriptionId: pulumi.Input<string>;
  /** Principal id of the identity that may read secrets. */
  readonly readerPrincipalId: pulumi.Input<string>;
  readonly deletionProtection: boolean;
}

/** Built-in role "Key Vault Secrets User": reads secrets, changes nothing. */
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

/** A Key Vault with role-based access, soft delete and purge protection, readable by the service's identity. */
export class KeyVault extends pulumi.ComponentResource {
  readonly uri: pulumi.Output<string>;

  constructor(name: string, args: KeyVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:azure:KeyVault", name, {}, opts);
    const child = { parent: this };

    const vault = new keyvault.Vault(
      name,
      {
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        tags: args.tags,
        properties: {
          tenantId: args.tenantId,
          sku: { family: "A", name: keyvault.SkuName.Standard },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          enablePurgeProtection: true,
        },
      },
      { ...child, protect: args.deletionProtection },
    );
    new authorization.RoleAssignment(
      `${name}-service`,
      {
        scope: vault.id,
        principalId: args.readerPrincipalId,
        principalType: "ServicePrincipal",
        roleDefinitionId: pulumi.interpolate`/subscriptions/${args.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${SECRETS_USER}`,
      },
      child,
    );

    this.uri = vault.properties.apply((properties) => properties.vaultUri ?? "");
    this.registerOutputs({ uri: this.uri });
  }
}
