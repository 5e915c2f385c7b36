import { z } from "zod";
import { stackPolicy } from "../rule.ts";
import { synchronizationSecrets } from "./synchronization-secrets.ts";

const SETTINGS = "SyncNotificationSettings";

/** The text under that key, as the admin center writes it. */
const notificationSettings = z.object({
  DeleteThresholdEnabled: z.boolean().default(false),
  DeleteThresholdValue: z.number().default(0),
});

/** A job that may delete any number of users in one cycle is one wrong filter away from an empty product. */
export const deletionThreshold = stackPolicy({
  name: "deletion-threshold",
  description: "A provisioning job holds back more deletions in one cycle than its threshold.",
  severity: "high",
  remedy: "Set provisioning.deletionThreshold to the largest number of people who may leave at once.",
  check(resources, report) {
    for (const { resource, values } of synchronizationSecrets(resources)) {
      if (values.has(SETTINGS) && values.get(SETTINGS) === undefined) continue; // Not known before `up`.
      const settings = notificationSettings.safeParse(jsonOf(values.get(SETTINGS)));
      if (settings.success && settings.data.DeleteThresholdEnabled && settings.data.DeleteThresholdValue > 0)
        continue;
      report("The job deletes any number of users in one cycle.", resource.urn);
    }
  },
});

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
