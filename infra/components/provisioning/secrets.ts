import * as pulumi from "@pulumi/pulumi";

/** Whom provisioning is for. */
export const ProvisioningScope = { Assigned: "assigned", All: "all" } as const;
export type ProvisioningScope = (typeof ProvisioningScope)[keyof typeof ProvisioningScope];

/** The form of Entra's SCIM requests. */
export const ScimDialect = { Default: "default", AadOptscim062020: "aadOptscim062020" } as const;
export type ScimDialect = (typeof ScimDialect)[keyof typeof ScimDialect];

/** What the admin center shows as "Admin Credentials" and "Settings", and Graph keeps as synchronization secrets. */
export interface SynchronizationSettings {
  /** See {@link baseAddress}. */
  readonly baseAddress: pulumi.Input<string>;
  readonly secretToken: pulumi.Input<string>;
  readonly scope: pulumi.Input<ProvisioningScope>;
  /** 0 switches the protection off. */
  readonly deletionThreshold: pulumi.Input<number>;
  readonly notificationEmail: pulumi.Input<string> | undefined;
  readonly skipOutOfScopeDeletions: pulumi.Input<boolean>;
}

/** The keys of all secrets that a job of this kit has. */
export const SECRET_KEYS = [
  "BaseAddress",
  "SecretToken",
  "SyncAll",
  "SyncNotificationSettings",
  "SkipOutOfScopeDeletions",
] as const;

type SecretKey = (typeof SECRET_KEYS)[number];

/** The tenant URL as Entra keeps it: a dialect other than the default is a flag in its query. */
export function baseAddress(tenantUrl: string, dialect: ScimDialect): string {
  if (dialect === ScimDialect.Default) return tenantUrl;
  return `${tenantUrl}${tenantUrl.includes("?") ? "&" : "?"}${dialect}`;
}

/**
 * The secrets of the job. Every key is always there: azuread waits after a write until as many are listed as it wrote,
 * which never happens while there are others (terraform-provider-azuread, issue 1013).
 */
export function synchronizationSecrets(
  settings: SynchronizationSettings,
): { key: string; value: pulumi.Output<string> }[] {
  const values: Readonly<Record<SecretKey, pulumi.Output<string>>> = {
    BaseAddress: pulumi.output(settings.baseAddress),
    SecretToken: pulumi.secret(settings.secretToken),
    SyncAll: pulumi.output(settings.scope).apply((scope) => String(scope === ProvisioningScope.All)),
    SyncNotificationSettings: notificationSettings(settings),
    SkipOutOfScopeDeletions: pulumi
      .output(settings.skipOutOfScopeDeletions)
      .apply((skip) => (skip ? "True" : "False")),
  };
  return SECRET_KEYS.map((key) => ({ key, value: values[key] }));
}

function notificationSettings(settings: SynchronizationSettings): pulumi.Output<string> {
  return pulumi
    .all([settings.notificationEmail, settings.deletionThreshold])
    .apply(([recipient, threshold]) =>
      JSON.stringify({
        Enabled: recipient !== undefined,
        Recipients: recipient ?? "",
        DeleteThresholdEnabled: threshold > 0,
        DeleteThresholdValue: threshold,
      }),
    );
}
