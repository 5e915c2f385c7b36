import { stackPolicy } from "../rule.ts";
import { synchronizationSecrets } from "./synchronization-secrets.ts";

/** `SyncAll` provisions the whole directory: guests, service accounts and whoever is hired tomorrow. */
export const scopeAssigned = stackPolicy({
  name: "scope-assigned",
  description: "Only assigned users and groups are provisioned.",
  severity: "high",
  remedy: "Set provisioning.scope to assigned and list groups under assignments.groups.",
  check(resources, report) {
    for (const { resource, values } of synchronizationSecrets(resources)) {
      if (values.get("SyncAll")?.toLowerCase() !== "true") continue;
      report("The job provisions everyone in the directory.", resource.urn);
    }
  },
});
