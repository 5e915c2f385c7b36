import { z } from "zod";
import { ofType, stackPolicy } from "../rule.ts";

const MIN_RETENTION_DAYS = 7;

const flexibleServer = z.object({
  backup: z.object({ backupRetentionDays: z.number().optional() }).optional(),
});
const cloudNativePg = z.object({
  spec: z.object({ plugins: z.array(z.object({ isWALArchiver: z.boolean().optional() })).optional() }),
});

/** The database is the only part of a stack that another `pulumi up` does not bring back. */
export const backedUpDatabase = stackPolicy({
  name: "backed-up-database",
  description: "The service's database is backed up and protected from `pulumi destroy`.",
  severity: "critical",
  remedy:
    "Set service.database.cloudNativePg.backup and leave its deletionProtection on, or use azure with backupRetentionDays of 7 or more.",
  check(resources, report) {
    const server = "azure-native:dbforpostgresql:Server";
    for (const { resource, props } of ofType(resources, server, flexibleServer)) {
      if ((props.backup?.backupRetentionDays ?? 0) < MIN_RETENTION_DAYS) {
        report(`Backups of the database are kept for less than ${MIN_RETENTION_DAYS} days.`, resource.urn);
      }
      if (!resource.opts.protect) report("`pulumi destroy` would delete the database.", resource.urn);
    }
    const cluster = "kubernetes:postgresql.cnpg.io/v1:Cluster";
    for (const { resource, props } of ofType(resources, cluster, cloudNativePg)) {
      if (!props.spec.plugins?.some(({ isWALArchiver }) => isWALArchiver)) {
        report("The database has no backup.", resource.urn);
      }
      if (!resource.opts.protect) report("`pulumi destroy` would delete the database.", resource.urn);
    }
  },
});
