import * as aadiam from "@pulumi/azure-native/aadiam/index.js";
import * as monitor from "@pulumi/azure-native/monitor/index.js";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import * as pulumi from "@pulumi/pulumi";

export interface MonitoringArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Days that logs are kept, 30 to 730. */
  readonly logRetentionDays: pulumi.Input<number>;
  /** Who is told of a quarantine. */
  readonly alertEmail: pulumi.Input<string>;
  readonly deletionProtection: boolean;
}

/**
 * Entra writes a `Quarantine` activity of the service "Account Provisioning" into its audit log when a job is put into
 * quarantine (Entra audit activity reference); provisioning logs only tell of single objects.
 */
const QUARANTINE_QUERY = `AuditLogs
| where LoggedByService == "Account Provisioning" and OperationName == "Quarantine"
| extend Application = tostring(TargetResources[0].displayName)
| project TimeGenerated, Application, ResultDescription`;

/** Log Analytics that Entra's provisioning and audit logs flow into, and an alert when a job is in quarantine. */
export class Monitoring extends pulumi.ComponentResource {
  readonly workspaceId: pulumi.Output<string>;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("entra-scim:azure:Monitoring", name, {}, opts);
    const child = { parent: this };
    const { resourceGroupName, location, tags } = args;

    const workspace = new operationalinsights.Workspace(
      name,
      {
        resourceGroupName,
        location,
        tags,
        sku: { name: "PerGB2018" },
        retentionInDays: args.logRetentionDays,
      },
      { ...child, protect: args.deletionProtection },
    );
    // A tenant-wide resource, at most five of them: named after this stack, so that several can live side by side.
    new aadiam.DiagnosticSetting(
      name,
      {
        name,
        workspaceId: workspace.id,
        logs: ["ProvisioningLogs", "AuditLogs"].map((category) => ({ category, enabled: true })),
      },
      child,
    );

    const actions = new monitor.ActionGroup(
      name,
      {
        resourceGroupName,
        location: "global",
        tags,
        enabled: true,
        groupShortName: "entra-scim",
        emailReceivers: [{ name: "operators", emailAddress: args.alertEmail, useCommonAlertSchema: true }],
      },
      child,
    );
    new monitor.ScheduledQueryRule(
      `${name}-quarantine`,
      {
        resourceGroupName,
        location,
        tags,
        displayName: "Entra provisioning job in quarantine",
        description:
          "Entra stopped the provisioning cycles of an application; users and groups no longer follow the directory.",
        severity: 1,
        enabled: true,
        evaluationFrequency: "PT15M",
        windowSize: "PT30M",
        scopes: [workspace.id],
        // The table appears with the first log; the rule must be creatable before.
        skipQueryValidation: true,
        criteria: {
          allOf: [
            {
              query: QUARANTINE_QUERY,
              timeAggregation: "Count",
              operator: "GreaterThan",
              threshold: 0,
              dimensions: [{ name: "Application", operator: "Include", values: ["*"] }],
            },
          ],
        },
        actions: { actionGroups: [actions.id] },
      },
      child,
    );

    this.workspaceId = workspace.id;
    this.registerOutputs({ workspaceId: this.workspaceId });
  }
}
