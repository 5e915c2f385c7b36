/** A change of the provisioning configuration, as an entry of the directory's audit log (Graph's `directoryAudit`). */
export interface AuditLogEntry {
  id: string;
  activityDateTime: string;
  activityDisplayName:
    | "Add provisioning configuration"
    | "Delete provisioning configuration"
    | "Update provisioning setting or credentials"
    | "Update attribute mappings or scope"
    | "Enable/start provisioning configuration"
    | "Disable/pause provisioning configuration"
    | "Enable/restart provisioning configuration";
  servicePrincipalId: string;
}
