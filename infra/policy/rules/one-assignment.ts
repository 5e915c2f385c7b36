import { z } from "zod";
import { ofType, stackPolicy } from "../rule.ts";

const assignment = z.object({
  principalObjectId: z.string(),
  /** Not known before the application exists; a stack makes one. */
  resourceObjectId: z.string().default("new"),
  principalDisplayName: z.string().optional(),
});

/**
 * Who is assigned twice has two roles, of which Entra sends one. Who is in an assigned group is refused by the program
 * itself, which asks Graph; a policy sees the stack only.
 */
export const oneAssignment = stackPolicy({
  name: "one-assignment",
  description: "Nobody is assigned twice to the same application.",
  severity: "medium",
  remedy: "Keep one entry for each group or user under assignments.",
  check(resources, report) {
    const seen = new Set<string>();
    const type = "azuread:index/appRoleAssignment:AppRoleAssignment";
    for (const { resource, props } of ofType(resources, type, assignment)) {
      const key = `${props.resourceObjectId}/${props.principalObjectId}`;
      if (seen.has(key)) {
        const who = props.principalDisplayName ?? props.principalObjectId;
        report(`${who} is assigned twice.`, resource.urn);
      }
      seen.add(key);
    }
  },
});
