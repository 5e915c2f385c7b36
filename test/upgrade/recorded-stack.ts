import { z } from "zod";

/** The stack that is recorded: everything that makes a resource of its own. */
export const settings = {
  profile: "byAssignment",
  assignments: {
    groups: ["SightCall Users", { name: "Support", profile: "recording" }],
    users: ["cleo@contoso.com"],
  },
  provisioning: { mappings: [{ targetAttributeName: "externalId", attribute: "objectId" }] },
};

/** The part of an exported state that tells where the stack provisioned to. */
export const exportedState = z.object({
  deployment: z.object({
    resources: z.array(
      z.looseObject({
        type: z.string(),
        inputs: z.looseObject({ baseAddress: z.string().optional() }).optional(),
      }),
    ),
  }),
});
