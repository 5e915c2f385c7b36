import { z } from "zod";
import { disabledMapping, restart, scopingFilter, waitForFirstCycle } from "../../../provider/sdk/shapes.ts";
import { PROVISIONING_DEFAULTS as DEFAULTS } from "../../components/provisioning/defaults.ts";
import { mapping } from "./mapping.ts";

/** How the provisioning job behaves: steps 5, 6 and 11 of the guide, and what Entra hides under "Settings". */
export const provisioning = z
  .strictObject({
    start: z.boolean().exactOptional().meta({
      description: "Whether provisioning is started at the end of `pulumi up`.",
      default: DEFAULTS.start,
      example: false,
    }),
    scope: z.enum(["assigned", "all"]).exactOptional().meta({
      default: DEFAULTS.scope,
      description: "Whether only assigned users and groups are provisioned, or everyone.",
      example: "all",
    }),
    scimDialect: z.enum(["default", "aadOptscim062020"]).exactOptional().meta({
      default: DEFAULTS.scimDialect,
      description:
        "The form of Entra's requests: its default, or the one closer to RFC 7644 that the flag `aadOptscim062020` in the Tenant URL turns on.",
      example: "aadOptscim062020",
    }),
    deletionThreshold: z.int().min(0, { error: "must be 0 (no protection) or more" }).exactOptional().meta({
      default: DEFAULTS.deletionThreshold,
      description:
        "Accidental-deletion protection: more deletions than this in one cycle are held back until an administrator lets them through. 0 switches the protection off.",
      example: 50,
    }),
    notificationEmail: z.email({ error: "must be an e-mail address" }).exactOptional().meta({
      description:
        "E-mail address that Entra notifies when provisioning has problems or deletions are held back.",
      example: "identity-team@contoso.com",
    }),
    skipOutOfScopeDeletions: z.boolean().exactOptional().meta({
      default: DEFAULTS.skipOutOfScopeDeletions,
      description: "Whether a user who leaves the scope is left alone instead of being disabled.",
      example: true,
    }),
    mappings: z.array(mapping).default([]).meta({
      description: "Attribute mappings that are added, or that replace Entra's default for their target.",
    }),
    disabledMappings: z
      .array(disabledMapping)
      .default([])
      .meta({ description: "Mappings of Entra's default set that are switched off." }),
    scopingFilters: z.array(scopingFilter).max(2).default([]).meta({
      description:
        "Conditions that an assigned user or group must also meet; at most one filter each. Whoever stops meeting it is deprovisioned.",
    }),
    waitForFirstCycle,
    restart,
  })
  .meta({ description: "How the provisioning job behaves." });
