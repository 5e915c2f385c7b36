import * as pulumi from "@pulumi/pulumi";
import { SIGN_IN_KEYS, type SignInMethod } from "./sign-in.ts";

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
  /** By which Entra signs in, by key; see `sign-in.ts`. */
  readonly signIn: Readonly<Record<string, pulumi.Output<string>>>;
  readonly scope: pulumi.Input<ProvisioningScope>;
  /** 0 switches the protection off. */
  readonly deletionThreshold: pulumi.Input<number>;
  readonly notificationEmail: pulumi.Input<string> | undefined;
  readonly skipOutOfScopeDeletions: pulumi.Input<boolean>;
}

/** The keys of all secrets of a job that signs in by this method. */
export function secretKeys(method: SignInMethod): readonly string[] {
  return [
    "BaseAddress",
    ...SIGN_IN_KEYS[method],
    "SyncAll",
    "SyncNotificationSettings",
    "SkipOutOfScopeDeletions",
  ];
}

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
  const values: Readonly<Record<string, pulumi.Output<string>>> = {
    BaseAddress: pulumi.output(settings.baseAddress),
    ...settings.signIn,
    SyncAll: pulumi.output(settings.scope).apply((scope) => String(scope === ProvisioningScope.All)),
    SyncNotificationSettings: notificationSettings(settings),
    SkipOutOfScopeDeletions: pulumi
      .output(settings.skipOutOfScopeDeletions)
      .apply((skip) => (skip ? "True" : "False")),
  };
  return Object.entries(values).map(([key, value]) => ({ key, value }));
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
