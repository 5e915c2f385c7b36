import { z } from "zod";
import { exactlyOne } from "./exactly-one.ts";
import { signIn } from "./sign-in.ts";
import { tokenRotation } from "./token-rotation.ts";

/** A service that another stack hosts and that this stack's customer is a tenant of. */
export const platform = z
  .strictObject({
    stack: z.string().min(1).exactOptional().meta({
      description:
        "The stack with the section `service`, as a stack reference: its address and admin key are read from its outputs.",
      example: "organization/entra-scim/platform",
    }),
    adminUrl: z
      .url({ protocol: /^https?$/, error: "must be https://HOST without a path" })
      .exactOptional()
      .meta({
        description: "Instead of a stack, the address of a service that something else deploys.",
        example: "https://scim.example.com",
      }),
    adminKey: z.string().min(1).exactOptional().meta({
      description: "With `adminUrl`, the service's admin key.",
      secret: true,
    }),
    basePath: z.string().startsWith("/").exactOptional().meta({
      description: "With `adminUrl`, the path of the SCIM endpoint. Left out, /scim/v2.",
      example: "/scim/v2",
    }),
    tenant: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
        error: "must be lower-case letters, digits and dashes",
      })
      .meta({ description: "The service's tenant that this stack provisions into.", example: "contoso" }),
    signIn,
    tokenRotation,
  })
  .superRefine(exactlyOne(["stack", "adminUrl"]))
  .superRefine(({ adminUrl, adminKey, basePath }, context) => {
    if (adminUrl !== undefined && adminKey === undefined) {
      context.addIssue({ code: "custom", path: ["adminKey"], message: "is required with adminUrl" });
    }
    for (const [key, value] of Object.entries({ adminKey, basePath })) {
      if (adminUrl !== undefined || value === undefined) continue;
      context.addIssue({
        code: "custom",
        path: [key],
        message: "is for adminUrl only; stack tells it itself",
      });
    }
  })
  .meta({
    description:
      "A service that is deployed once for many customers: this stack issues a token for its tenant of it. `endpoint` and `service` are left out.",
  });
