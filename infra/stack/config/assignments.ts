import { z } from "zod";
import { product } from "../../product/product.ts";
import { profileAttribute } from "../../product/profile.ts";
import { assignedProfile } from "./profile.ts";

const name = z.string().trim().min(1, { error: "must not be empty" });

const role = z.string().min(1).exactOptional().meta({
  description:
    "Value, name or id of the existing application's role to assign. Left out: its only role for users, or default access when it publishes none.",
  example: "Agent",
});

/** A group or a user: by name alone, or with a role or a profile. */
function entry(description: string, example: string) {
  const named = z.strictObject({
    name: name.meta({ description, example }),
    role,
    profile: assignedProfile,
  });
  const forProduct: z.ZodType<z.output<typeof named>> =
    profileAttribute === undefined ? named.omit({ profile: true }) : named;
  return z.union([name, forProduct], { error: "must be a text, or an object with name" });
}

const groupName = `${product.name} Users`;
const group = entry("Object id, mail address or display name of the group.", groupName);
const user = entry(
  "Object id, user principal name, mail address or display name of the user.",
  "ann@contoso.com",
);

/** Who is provisioned: steps 9 and 10 of the guide. */
export const assignments = z
  .strictObject({
    groups: z.array(group).default([]).meta({
      description:
        "Groups whose direct members are provisioned, each by object id, mail address or display name: as a string, or as an object when it needs a role or a profile.",
      example: groupName,
    }),
    users: z.array(user).default([]).meta({
      description:
        "Single users, each by object id, user principal name, mail address or display name. A user who is in an assigned group already is refused.",
      example: "ann@contoso.com",
    }),
  })
  .meta({ description: "Who is provisioned. Assign groups, and never their members one by one." });
