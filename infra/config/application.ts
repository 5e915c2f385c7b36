import { z } from "zod";
import { product } from "../product.ts";
import { exactlyOne } from "./exactly-one.ts";

const fresh = {
  displayName: z
    .string()
    .min(1)
    .max(120)
    .default(product.applicationName)
    .meta({ description: "Name of the enterprise application that is made.", example: "SightCall (EMEA)" }),
  hidden: z
    .boolean()
    .default(true)
    .meta({ description: "Whether the application stays out of users' My Apps launcher.", example: false }),
  assignmentRequired: z
    .boolean()
    .default(true)
    .meta({ description: "Whether only assigned users may sign in to the application.", example: false }),
  owners: z
    .array(z.guid({ error: "must be an object id" }))
    .default([])
    .meta({
      description:
        "Object ids of users or service principals that own the application in Entra. The identity that deploys is always kept as an owner beside them.",
      example: "3f2a0c4e-5b1d-4a57-9d0e-6a1f5c2b7e11",
    }),
  notes: z.string().max(1024).optional().meta({
    description: "Notes shown in the Entra admin center; left out, they name the stack.",
    example: "Owned by Workplace IT",
  }),
};

/** An application that is already there, for example for single sign-on. Only looked up: it survives `pulumi destroy`. */
export const existingApplication = z
  .strictObject({
    clientId: z.guid({ error: "must be a client id (a GUID)" }).optional().meta({
      description: "Its application (client) id.",
      example: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
    }),
    objectId: z.guid({ error: "must be an object id (a GUID)" }).optional().meta({
      description: "Object id of the enterprise application (the service principal).",
      example: "9b1d7c3e-2a4f-4e6b-8c0d-5f7a9e1b3c22",
    }),
    displayName: z.string().min(1).optional().meta({
      description: "Its name; must be the only application of that name.",
      example: "SightCall SSO",
    }),
    job: z
      .string()
      .regex(/^[\w-]+(?:\.[\w-]+)*$/, { error: "must be a provisioning job's id" })
      .optional()
      .meta({
        description:
          "Id of a provisioning job that was set up by hand and that the stack takes over. From then on `pulumi destroy` deletes it.",
        example: "scim.0123456789abcdef0123456789abcdef.5d1f3b7a-9c2e-4f60-8a1b-7e3c5d9f0b24",
      }),
  })
  .superRefine(exactlyOne(["clientId", "objectId", "displayName"]))
  .meta({
    description:
      "Reuse an application instead of making one. It is only looked up, never changed or deleted: the stack adds its job, roles and assignments and takes away nothing else.",
  });

/** The enterprise application: steps 2 to 4 of the guide. */
export const application = z
  .strictObject({ ...fresh, existing: existingApplication.optional() })
  .meta({ description: "The enterprise application: a new one, unless `existing` is set." });
