import { z } from "zod";
import { ofType, stackPolicy } from "../rule.ts";

const token = z.object({ expiresAt: z.string().optional(), tokenId: z.string().optional() });

/** A token without an end is valid for whoever finds it in an old backup. */
export const expiringToken = stackPolicy({
  name: "expiring-token",
  description: "A token of the SCIM service has an end.",
  severity: "high",
  remedy:
    "Set service.tokenRotation.every, for example to 90d: the token then ends one period after its successor is due.",
  check(resources, report) {
    for (const { resource, props } of ofType(resources, "entra-provisioning:index:ScimToken", token)) {
      if (props.expiresAt === undefined) report("The token is valid for ever.", resource.urn);
    }
  },
});
