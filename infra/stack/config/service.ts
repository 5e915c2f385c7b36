import { z } from "zod";
import {
  CLOUD_NATIVE_PG_DEFAULTS,
  DATABASE_KEY,
  SERVICE_DEFAULTS as DEFAULTS,
} from "../../components/scim-service/defaults.ts";
import { consoleSettings as console } from "./console.ts";
import { signIn } from "./sign-in.ts";
import { tokenRotation } from "./token-rotation.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Entra calls it from the internet: https only, except for a loopback host, which is for trying things out. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, origin } = new URL(value);
  return value === origin && (protocol === "https:" || (protocol === "http:" && LOOPBACK.has(hostname)));
}

const origin = z.string().refine(isOrigin, {
  error: "must be https://HOST without a path (http only for a loopback host)",
});

const database = z
  .strictObject({
    cloudNativePg: z
      .strictObject({
        instances: z.int().min(1).exactOptional().meta({
          default: CLOUD_NATIVE_PG_DEFAULTS.instances,
          description: "Number of servers, one of them primary.",
          example: 3,
        }),
        storage: z.string().exactOptional().meta({
          default: CLOUD_NATIVE_PG_DEFAULTS.storage,
          description: "Size of each server's volume. It can grow, never shrink.",
          example: "100Gi",
        }),
        storageClass: z.string().exactOptional().meta({
          description: "Storage class of the volumes. Left out, the cluster's default class.",
          example: "managed-csi-premium",
        }),
        deletionProtection: z.boolean().exactOptional().meta({
          description:
            "Keep `pulumi destroy` from deleting the cluster with its data. Left out, true; to take it away, set this to false and deploy first.",
          example: false,
        }),
        backup: z
          .strictObject({
            destinationPath: z.string().min(1).meta({
              description: "Object storage for backups and the write-ahead log.",
              example: "https://backups.blob.core.windows.net/scim",
            }),
            schedule: z.string().exactOptional().meta({
              description:
                "When a full backup is made, as a cron expression that starts with seconds. Left out, every night at 2.",
              example: "0 0 2 * * *",
            }),
            retention: z.string().exactOptional().meta({
              description: "How long backups are kept. Left out, 30d.",
              example: "30d",
            }),
            credentialsSecret: z.string().exactOptional().meta({
              description:
                "Secret of the namespace with the storage's connection string under `connectionString`. Left out, the pods' identity is used.",
              example: "backup-storage",
            }),
          })
          .exactOptional()
          .meta({
            description:
              "Continuous backup by the Barman Cloud plugin, which must run beside the operator. Left out, there is none.",
          }),
      })
      .exactOptional()
      .meta({
        description:
          "A PostgreSQL cluster made by the CloudNativePG operator, which must run in the cluster.",
      }),
    url: z.string().min(1).exactOptional().meta({
      description: "Connection string of an existing database.",
      secret: true,
    }),
    existingSecret: z
      .strictObject({
        name: z.string().min(1).meta({ description: "Name of the Secret.", example: "scim-database" }),
        key: z
          .string()
          .min(1)
          .exactOptional()
          .meta({ default: DATABASE_KEY, description: "Key of the connection string.", example: "uri" }),
        port: z.int().min(1).max(65_535).exactOptional().meta({
          description: "Port in the connection string, which the pods may then reach. Left out, 5432.",
          example: 6432,
        }),
      })
      .exactOptional()
      .meta({ description: "An existing Secret of the namespace that holds the connection string." }),
    poolSize: z.int().min(1).max(200).exactOptional().meta({
      description: "Maximum number of connections of each pod. Left out, 10.",
      example: 20,
    }),
  })
  .meta({
    description:
      "Where the service keeps its state. With `azure`, the foundation's database when nothing is set.",
  });

/** The SCIM service on Kubernetes. With this section the stack hosts the endpoint itself. */
export const service = z
  .strictObject({
    publicUrl: origin.meta({
      description: "Public address of the service. The Tenant URL is this followed by `basePath`.",
      example: "https://scim.example.com",
    }),
    basePath: z
      .string()
      .regex(/^(\/[\w.-]+)+$/, { error: "must be a path such as /scim/v2, without a slash at its end" })
      .exactOptional()
      .meta({
        default: DEFAULTS.basePath,
        description: "Path of the SCIM endpoint.",
        example: "/api/v3/scim",
      }),
    adminUrl: origin.exactOptional().meta({
      description:
        "Address at which this deployment reaches the service's admin API, for example an internal gateway. Left out, the chart publishes `/admin/api` under `publicUrl`, guarded by a random key of 256 bits.",
      example: "https://scim-admin.internal.example.com",
    }),
    kubeContext: z.string().exactOptional().meta({
      description:
        "Context of the kubeconfig. Left out, the current one; with `azure`, the foundation's cluster.",
      example: "production",
    }),
    namespace: z.string().exactOptional().meta({
      default: DEFAULTS.namespace,
      description: "Namespace. The stack makes it, with the restricted Pod Security level.",
      example: "identity",
    }),
    image: z
      .strictObject({
        repository: z.string().exactOptional().meta({
          description: "Repository of the image that the Dockerfile builds.",
          example: "registry.example.com/scim-service",
        }),
        tag: z
          .string()
          .exactOptional()
          .meta({ description: "Tag. Left out, the chart's version.", example: "0.1.0" }),
        digest: z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/, { error: "must be sha256: and 64 hexadecimal digits" })
          .exactOptional()
          .meta({ description: "Digest. It takes precedence over the tag." }),
        pullSecret: z.string().exactOptional().meta({
          description: "Pull secret in the namespace.",
          example: "registry",
        }),
      })
      .prefault({})
      .meta({ description: "The service's image." }),
    replicas: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ default: DEFAULTS.replicas, description: "Number of pods.", example: 3 }),
    maxReplicas: z.int().min(1).exactOptional().meta({
      description:
        "Maximum number of pods. With it, the cluster scales between `replicas` and this by CPU use.",
      example: 8,
    }),
    database: database.prefault({}),
    gateway: z
      .strictObject({
        name: z.string().min(1).meta({ description: "Name of the Gateway.", example: "public" }),
        namespace: z
          .string()
          .exactOptional()
          .meta({ description: "Its namespace.", example: "gateway-system" }),
        sectionName: z.string().exactOptional().meta({ description: "Its listener.", example: "https" }),
      })
      .exactOptional()
      .meta({ description: "Publish the service by a Gateway of the Gateway API." }),
    ingress: z
      .strictObject({
        className: z
          .string()
          .exactOptional()
          .meta({ description: "Class of the Ingress.", example: "nginx" }),
        tlsSecret: z
          .string()
          .min(1)
          .meta({ description: "Secret with the certificate.", example: "scim-tls" }),
        annotations: z.record(z.string(), z.string()).exactOptional().meta({
          description: "Annotations of the Ingress, such as those of a certificate issuer.",
        }),
      })
      .exactOptional()
      .meta({ description: "Publish the service by an Ingress." }),
    monitoring: z.boolean().exactOptional().meta({
      default: DEFAULTS.monitoring,
      description: "Whether to add a ServiceMonitor, alerts and a dashboard. Needs the Prometheus operator.",
      example: true,
    }),
    console,
    tenant: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
        error: "must be lower-case letters, digits and dashes",
      })
      .exactOptional()
      .meta({
        default: DEFAULTS.tenant,
        description: "The service's tenant that this stack provisions into.",
        example: "contoso",
      }),
    signIn,
    tokenRotation,
    timeoutSeconds: z.int().min(30).max(3600).exactOptional().meta({
      default: DEFAULTS.timeoutSeconds,
      description: "How long the deployment waits for the pods.",
      example: 600,
    }),
  })
  .superRefine(({ gateway, ingress, replicas = DEFAULTS.replicas, maxReplicas }, context) => {
    if (gateway !== undefined && ingress !== undefined) {
      context.addIssue({ code: "custom", path: ["ingress"], message: "cannot be set together with gateway" });
    }
    if (maxReplicas !== undefined && maxReplicas < replicas) {
      context.addIssue({
        code: "custom",
        path: ["maxReplicas"],
        message: `must not be less than replicas, ${replicas}`,
      });
    }
  })
  .meta({
    description:
      "The SCIM service on Kubernetes. With this section the stack hosts the endpoint itself and hands its address and token to Entra; `endpoint` is left out.",
  });
