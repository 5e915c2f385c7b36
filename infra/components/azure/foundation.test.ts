import * as pulumi from "@pulumi/pulumi";
import type { MockCallArgs, MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { beforeAll, describe, expect, it } from "vitest";

const TENANT = "11111111-1111-1111-1111-111111111111";
const resources = new Map<string, MockResourceArgs>();
const protectedTypes = new Set<string>();

/** Notes which resources ask for protection: mocks do not see options, transformations do. */
function noteProtection({ type, opts }: pulumi.ResourceTransformationArgs): undefined {
  if (opts.protect === true) protectedTypes.add(type);
}

/** The inputs of the one resource of this type, for example `azure-native:dbforpostgresql:Server`. */
function inputsOf(type: string): Record<string, unknown> {
  const found = [...resources.values()].filter((resource) => resource.type === type);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources of type ${type}`);
  return found[0].inputs;
}

describe("AzureFoundation", () => {
  let outputs: Record<string, unknown>;
  let kubeconfigIsSecret: boolean;

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: (args: MockResourceArgs) => {
        resources.set(`${args.type}::${args.name}`, args);
        return { id: `/id/${args.name}`, state: { ...args.inputs, ...computed(args) } };
      },
      call: (args: MockCallArgs) =>
        args.token.endsWith("getClientConfig")
          ? { tenantId: TENANT, subscriptionId: "sub", clientId: "c", objectId: "o" }
          : { kubeconfigs: [{ name: "user", value: Buffer.from("apiVersion: v1").toString("base64") }] },
    });
    const { AzureFoundation } = await import("./foundation.ts");
    const foundation = new AzureFoundation(
      "scim",
      {
        location: "westeurope",
        tags: { product: "sightcall" },
        adminGroupObjectIds: ["22222222-2222-2222-2222-222222222222"],
        alertEmail: "operators@example.com",
        serviceNamespace: "scim",
        serviceAccount: "scim-service",
      },
      { transformations: [noteProtection] },
    );
    kubeconfigIsSecret = await pulumi.isSecret(foundation.kubeconfig);
    outputs = await new Promise((resolve) => {
      pulumi
        .all([
          foundation.kubeconfig,
          foundation.databaseUrl,
          foundation.serviceClientId,
          foundation.keyVaultUri,
        ])
        .apply(([kubeconfig, databaseUrl, serviceClientId, keyVaultUri]) =>
          resolve({ kubeconfig, databaseUrl, serviceClientId, keyVaultUri }),
        );
    });
  });

  it("makes each resource once and nothing else", () => {
    const made = [...resources.values()]
      .map(({ type }) => type)
      .filter((type) => type.startsWith("azure-native:"));
    expect(made.toSorted()).toEqual([
      "azure-native:aadiam:DiagnosticSetting",
      "azure-native:authorization:RoleAssignment",
      "azure-native:containerservice:ManagedCluster",
      "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra",
      "azure-native:dbforpostgresql:Database",
      "azure-native:dbforpostgresql:Server",
      "azure-native:keyvault:Vault",
      "azure-native:managedidentity:FederatedIdentityCredential",
      "azure-native:managedidentity:UserAssignedIdentity",
      "azure-native:monitor:ActionGroup",
      "azure-native:monitor:ScheduledQueryRule",
      "azure-native:network:Subnet",
      "azure-native:network:Subnet",
      "azure-native:network:VirtualNetwork",
      "azure-native:operationalinsights:Workspace",
      "azure-native:privatedns:PrivateZone",
      "azure-native:privatedns:VirtualNetworkLink",
      "azure-native:resources:ResourceGroup",
    ]);
  });

  it("tags everything that takes tags", () => {
    const untagged = new Set([
      "azure-native:aadiam:DiagnosticSetting",
      "azure-native:authorization:RoleAssignment",
      "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra",
      "azure-native:dbforpostgresql:Database",
      "azure-native:managedidentity:FederatedIdentityCredential",
      "azure-native:network:Subnet",
    ]);
    for (const { type, name, inputs } of resources.values()) {
      if (!type.startsWith("azure-native:") || untagged.has(type)) continue;
      expect(inputs["tags"], `${type} ${name}`).toEqual({ product: "sightcall" });
    }
  });

  it("keeps the database in the virtual network, zone redundant, without passwords", () => {
    expect(inputsOf("azure-native:dbforpostgresql:Server")).toMatchObject({
      authConfig: { activeDirectoryAuth: "Enabled", passwordAuth: "Disabled", tenantId: TENANT },
      backup: { backupRetentionDays: 14, geoRedundantBackup: "Enabled" },
      highAvailability: { mode: "ZoneRedundant" },
      network: { publicNetworkAccess: "Disabled", delegatedSubnetResourceId: "/id/scim-network-database" },
    });
    expect(outputs["databaseUrl"]).toBe(
      "postgres://scim-cluster-service@scim-database.postgres.database.azure.com:5432/scim?sslmode=verify-full",
    );
  });

  it("lets the service's pods act as one identity, which the database and the vault know", () => {
    expect(inputsOf("azure-native:managedidentity:FederatedIdentityCredential")).toMatchObject({
      issuer: "https://issuer.example.com/",
      subject: "system:serviceaccount:scim:scim-service",
      audiences: ["api://AzureADTokenExchange"],
    });
    expect(inputsOf("azure-native:dbforpostgresql:AdministratorsMicrosoftEntra")).toMatchObject({
      objectId: "principal-of-scim-cluster-service",
      principalType: "ServicePrincipal",
    });
    expect(inputsOf("azure-native:authorization:RoleAssignment")).toMatchObject({
      principalId: "principal-of-scim-cluster-service",
      scope: "/id/scim-vault",
    });
  });

  it("closes the cluster: Entra sign-in only, workload identity, network policy", () => {
    expect(inputsOf("azure-native:containerservice:ManagedCluster")).toMatchObject({
      disableLocalAccounts: true,
      aadProfile: { managed: true, enableAzureRBAC: true },
      networkProfile: { networkPlugin: "azure", networkPolicy: "cilium" },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    });
  });

  it("keeps deleted vaults recoverable and purging them refused", () => {
    expect(inputsOf("azure-native:keyvault:Vault")).toMatchObject({
      properties: { enableSoftDelete: true, enablePurgeProtection: true, enableRbacAuthorization: true },
    });
  });

  it("sends Entra's provisioning and audit logs to the workspace and alerts on a quarantine", () => {
    expect(inputsOf("azure-native:aadiam:DiagnosticSetting")).toMatchObject({
      workspaceId: "/id/scim-monitoring",
      logs: [
        { category: "ProvisioningLogs", enabled: true },
        { category: "AuditLogs", enabled: true },
      ],
    });
    expect(inputsOf("azure-native:monitor:ScheduledQueryRule")).toMatchObject({
      scopes: ["/id/scim-monitoring"],
      actions: { actionGroups: ["/id/scim-monitoring"] },
      criteria: {
        allOf: [{ query: expect.stringContaining("Quarantine"), operator: "GreaterThan", threshold: 0 }],
      },
    });
  });

  it("protects what holds data from deletion, and only that", () => {
    expect([...protectedTypes].toSorted()).toEqual([
      "azure-native:dbforpostgresql:Database",
      "azure-native:dbforpostgresql:Server",
      "azure-native:keyvault:Vault",
      "azure-native:operationalinsights:Workspace",
      "azure-native:resources:ResourceGroup",
    ]);
  });

  it("hands out the kubeconfig as a secret", () => {
    expect(outputs["kubeconfig"]).toBe("apiVersion: v1");
    expect(kubeconfigIsSecret).toBe(true);
  });
});

/** What Azure fills in. */
function computed({ type, name, inputs }: MockResourceArgs): Record<string, unknown> {
  const named = { name: inputs["name"] ?? inputs["databaseName"] ?? name };
  if (type.endsWith(":UserAssignedIdentity")) {
    return { ...named, principalId: `principal-of-${name}`, clientId: `client-of-${name}` };
  }
  if (type.endsWith(":ManagedCluster")) {
    return { ...named, oidcIssuerProfile: { enabled: true, issuerURL: "https://issuer.example.com/" } };
  }
  if (type.endsWith(":Server"))
    return { ...named, fullyQualifiedDomainName: `${name}.postgres.database.azure.com` };
  if (type.endsWith(":Vault"))
    return { ...named, properties: { vaultUri: `https://${name}.vault.azure.net/` } };
  return named;
}
