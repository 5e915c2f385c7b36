import { z } from "zod";
import { product } from "../../product/product.ts";
import { exactlyOne } from "./exactly-one.ts";

/** Settings of a new application. Their defaults are the component's, so that they can be told from a setting given. */
const fresh = {
  displayName: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .exactOptional()
    .meta({
      description: "Name of the enterprise application that is made.",
      default: product.applicationName,
      example: `${product.name} (EMEA)`,
    }),
  hidden: z.boolean().exactOptional().meta({
    description: "Whether the application stays out of users' My Apps launcher.",
    default: true,
    example: false,
  }),
  assignmentRequired: z.boolean().exactOptional().meta({
    description: "Whether only assigned users may sign in to the application.",
    default: true,
    example: false,
  }),
  owners: z
    .array(z.guid({ error: "must be an object id (a GUID)" }))
    .min(1)
    .exactOptional()
    .meta({
      description:
        "Object ids of the users or service principals that own the application in Entra, beside the identity that deploys. Left out, owners are not managed.",
      example: "3f2a0c4e-5b1d-4a57-9d0e-6a1f5c2b7e11",
    }),
  notes: z.string().max(1024).exactOptional().meta({
    description: "Notes in the Entra admin center. Left out, they name the stack.",
    example: "Owned by Workplace IT",
  }),
};

const existing = z
  .strictObject({
    clientId: z.guid({ error: "must be a client id (a GUID)" }).exactOptional().meta({
      description: "Its application (client) id.",
      example: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
    }),
    objectId: z.guid({ error: "must be an object id (a GUID)" }).exactOptional().meta({
      description: "Object id of the enterprise application (the service principal).",
      example: "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22",
    }),
    displayName: z
      .string()
      .trim()
      .min(1)
      .exactOptional()
      .meta({
        description: "Its name, which no other application of the tenant may have.",
        example: `${product.name} SSO`,
      }),
    job: z
      .string()
      .regex(/^\/servicePrincipals\/[0-9a-f-]{36}\/synchronization\/jobs\/[\w.-]+$/i, {
        error: "must be /servicePrincipals/<object id>/synchronization/jobs/<job id>",
      })
      .exactOptional()
      .meta({
        description:
          "A provisioning job that was set up by hand and that the stack takes over, as `/servicePrincipals/<object id>/synchronization/jobs/<job id>`. From then on `pulumi destroy` deletes it.",
      }),
  })
  .superRefine(exactlyOne(["clientId", "objectId", "displayName"]))
  .exactOptional()
  .meta({
    description:
      "Reuse an application, for example the one for single sign-on, instead of making one. It is only looked up, never changed or deleted: the stack adds its job, roles and assignments to it, and takes away nothing else.",
  });

/** The enterprise application: steps 2 to 4 of the guide. */
export const application = z
  .strictObject({ ...fresh, existing })
  .superRefine((value, context) => {
    if (value.existing === undefined) return;
    for (const [key, setting] of Object.entries(value)) {
      if (key === "existing" || setting === undefined) continue;
      context.addIssue({
        code: "custom",
        path: [key],
        message: "is for a new application only; leave it out, because application.existing is set",
      });
    }
  })
  .meta({ description: "The enterprise application: a new one, unless `application.existing` is set." });
