import { z } from "zod";
import { profileAttribute } from "../../product/schema-documents.ts";

const name = z.string().trim().min(1, { error: "must not be empty" });

const details = {
  role: z.string().min(1).exactOptional().meta({
    description:
      "Value, name or id of the existing application's role to assign. Left out: its only role for users, or default access when it publishes none.",
    example: "Agent",
  }),
  profile: z
    .enum(profileAttribute.canonicalValues)
    .exactOptional()
    .meta({
      description: `The profile of everyone whom this entry assigns; only with \`profile: byAssignment\`. Left out: ${profileAttribute.default ?? "none"}.`,
      example: profileAttribute.canonicalValues.at(-1),
    }),
};

const group = z.union([
  name,
  z.strictObject({
    name: name.meta({
      description: "Object id, mail address or display name of the group.",
      example: "SightCall Users",
    }),
    ...details,
  }),
]);

const user = z.union([
  name,
  z.strictObject({
    name: name.meta({
      description: "Object id, user principal name, mail address or display name of the user.",
      example: "ann@contoso.com",
    }),
    ...details,
  }),
]);

/** Who is provisioned: steps 9 and 10 of the guide. */
export const assignments = z
  .strictObject({
    groups: z.array(group).default([]).meta({
      description:
        "Groups whose direct members are provisioned, each by object id, mail address or display name: as a string, or as an object when it needs a role or a profile.",
      example: "SightCall Users",
    }),
    users: z.array(user).default([]).meta({
      description:
        "Single users, each by object id, user principal name, mail address or display name. A user who is in an assigned group already is refused.",
      example: "ann@contoso.com",
    }),
  })
  .meta({ description: "Who is provisioned. Assign groups, and never their members one by one." });
