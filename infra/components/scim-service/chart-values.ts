import type * as pulumi from "@pulumi/pulumi";
import { CLIENT_SECRET_KEY, type ConsoleSecret } from "./console.ts";
import type { DatabaseSecret } from "./database.ts";
import { SERVICE_DEFAULTS } from "./defaults.ts";
import type { ScimServiceArgs } from "./scim-service.ts";

/** Names of the Secrets that the release reads. */
export interface ReleaseSecrets {
  readonly database: DatabaseSecret;
  readonly adminKey: pulumi.Input<string>;
  readonly console?: ConsoleSecret | undefined;
}

/** Key of the admin key in its Secret. */
export const ADMIN_KEY = "adminKey";

/** The values of `charts/scim-service` for these arguments; what is left out keeps the chart's default. */
export function chartValues(args: ScimServiceArgs, secrets: ReleaseSecrets): pulumi.Inputs {
  const { gateway, ingress, autoscaling } = args;
  return defined({
    image: args.image && defined({ ...args.image }),
    imagePullSecrets: args.imagePullSecret === undefined ? undefined : [args.imagePullSecret],
    replicaCount: args.replicas ?? SERVICE_DEFAULTS.replicas,
    autoscaling:
      autoscaling &&
      defined({ enabled: true, minReplicas: args.replicas ?? SERVICE_DEFAULTS.replicas, ...autoscaling }),
    publicUrl: args.publicUrl,
    basePath: args.basePath ?? SERVICE_DEFAULTS.basePath,
    database: defined({
      existingSecret: secrets.database.name,
      key: secrets.database.key,
      poolSize: args.database.poolSize,
    }),
    admin: { existingSecret: secrets.adminKey, key: ADMIN_KEY, published: args.adminUrl === undefined },
    oauth: args.signIn === "oauth" ? { published: true } : undefined,
    console: args.console &&
      secrets.console && {
        issuer: args.console.issuer,
        clientId: args.console.clientId,
        existingSecret: secrets.console.name,
        key: CLIENT_SECRET_KEY,
      },
    schemas: args.schemas,
    httpRoute: gateway && { enabled: true, parentRefs: [defined({ ...gateway })] },
    ingress: ingress && defined({ enabled: true, ...ingress }),
    metrics: args.monitoring ? { serviceMonitor: ON, prometheusRule: ON, dashboard: ON } : undefined,
    networkPolicy: defined({
      databasePort: secrets.database.port,
      // Signing in to the database by workload identity takes a token from Entra.
      entra: args.workloadIdentityClientId === undefined ? undefined : ON,
    }),
    // The client secret is read when a pod starts.
    podAnnotations: secrets.console && { "checksum/console": secrets.console.checksum },
    podLabels:
      args.workloadIdentityClientId === undefined ? undefined : { "azure.workload.identity/use": "true" },
    serviceAccount:
      args.workloadIdentityClientId === undefined
        ? undefined
        : { annotations: { "azure.workload.identity/client-id": args.workloadIdentityClientId } },
  });
}

const ON = { enabled: true };

/** Without the keys that have no value: helm would take them as `null` and drop the chart's default. */
function defined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
