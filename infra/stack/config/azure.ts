import { z } from "zod";

/** The Azure foundation of a self-hosted service: cluster, database, vault, logs. */
export const azure = z
  .strictObject({
    location: z.string().min(1).meta({
      description: "Azure region. A change replaces everything.",
      example: "westeurope",
    }),
    tags: z.record(z.string(), z.string()).default({}).meta({ description: "Tags of every resource." }),
    adminGroups: z
      .array(z.guid({ error: "must be an object id" }))
      .default([])
      .meta({
        description: "Object ids of the Entra groups that administer the cluster.",
        example: "3f2a0c4e-5b1d-4a57-9d0e-6a1f5c2b7e11",
      }),
    alertEmail: z.email({ error: "must be an e-mail address" }).meta({
      description: "E-mail address that is notified when Entra puts a job into quarantine.",
      example: "identity-team@contoso.com",
    }),
    authorizedIpRanges: z
      .array(z.cidrv4({ error: "must be a range such as 203.0.113.0/24" }))
      .default([])
      .meta({
        description: "IP ranges from which the cluster's API server can be reached. Left out, all.",
        example: "203.0.113.0/24",
      }),
    nodeSize: z.string().exactOptional().meta({ description: "Size of a node.", example: "Standard_D2s_v5" }),
    minNodes: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: "Minimum number of nodes. Left out, 3.", example: 3 }),
    maxNodes: z
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: "Maximum number of nodes. Left out, 6.", example: 6 }),
    databaseSku: z.string().exactOptional().meta({
      description: "Size of the database server.",
      example: "Standard_D2ds_v5",
    }),
    databaseStorageGb: z.int().min(32).exactOptional().meta({
      description: "Storage of the database in GB. It grows by itself.",
      example: 64,
    }),
    backupRetentionDays: z.int().min(7).max(35).exactOptional().meta({
      description: "Number of days for which the database can be restored to a point in time. Left out, 14.",
      example: 14,
    }),
    zoneRedundant: z.boolean().exactOptional().meta({
      description: "Whether the database has a standby in another zone. Left out, it has one.",
      example: false,
    }),
    logRetentionDays: z.int().min(30).max(730).exactOptional().meta({
      description: "Number of days for which logs are kept. Left out, 90.",
      example: 90,
    }),
    deletionProtection: z.boolean().exactOptional().meta({
      description: "Whether `pulumi destroy` refuses to delete what holds data. Left out, it does.",
      example: false,
    }),
  })
  .meta({
    description:
      "An Azure foundation for the service: network, AKS, PostgreSQL Flexible Server, Key Vault, logs and the alert on quarantine. Only together with `service`.",
  });
